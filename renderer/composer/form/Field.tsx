import { Plus } from 'lucide-react';
import { isObject } from '../../../core/protocol/isObject.ts';
import type { Json } from '../../../core/protocol/model.ts';
import { Button } from '../../ui/Button.tsx';
import { faultOf } from './faults.ts';
import styles from './Form.module.css';
import { aboutId, Group, Line } from './Frame.tsx';
import { JsonControl } from './JsonControl.tsx';
import { MessagesField } from './MessagesField.tsx';
import {
  BooleanControl,
  ChoiceControl,
  type ControlProps,
  NumberControl,
  TextControl,
} from './Scalars.tsx';
import { blankOf, kindOf, readSchema, type FieldKind, type Schema } from './schema.ts';
import { useFocusAdded } from './useFocusAdded.ts';

/** What every field of one form shares. */
export interface FormScope {
  /** Where every `$ref` starts. */
  root: Schema;
  /** Prefix of the controls' ids. */
  id: string;
  submit: () => void;
}

interface FieldProps {
  form: FormScope;
  /** Absent for the root. */
  name?: string;
  path: (string | number)[];
  schema: Schema;
  value: Json | undefined;
  required?: boolean;
  note?: string;
  removeLabel?: string;
  /** Undefined = absent. */
  onChange: (value: Json | undefined) => void;
}

const scalars: Partial<Record<FieldKind, React.ComponentType<ControlProps>>> = {
  text: TextControl,
  number: NumberControl,
  integer: NumberControl,
  boolean: BooleanControl,
  choice: ChoiceControl,
};

/** One value by its schema, and all within it. */
export function Field(props: FieldProps) {
  const { form, name, path, value, required = false, note, onChange } = props;
  const read = readSchema(props.schema, form.root);
  const { schema } = read;
  const kind = kindOf(schema, value);
  const id = [form.id, ...path].join('.');
  const fault = faultOf(read, value, required);
  const frame = {
    name,
    htmlFor: id,
    note,
    fault,
    description:
      typeof schema.description === 'string' && kind !== 'messages'
        ? schema.description
        : undefined,
    ...(value !== undefined &&
      name !== undefined && {
        remove: {
          label: props.removeLabel ?? `Leave out ${name}`,
          act: () => onChange(undefined),
        },
      }),
  };
  const control: ControlProps = {
    id,
    name: name ?? 'Input',
    schema,
    value,
    describedBy: aboutId(id),
    invalid: fault !== undefined,
    // A field that must be there and may be null is emptied by null.
    onChange: (next) => onChange(next === undefined && required && read.nullable ? null : next),
  };
  const Scalar = scalars[kind];
  if (Scalar) {
    return (
      <Line {...frame}>
        <Scalar {...control} />
      </Line>
    );
  }
  if (kind === 'json') {
    return (
      <Line {...frame}>
        <JsonControl {...control} path={path} onSubmit={form.submit} />
      </Line>
    );
  }
  return (
    <Group {...frame}>
      {kind === 'messages' && (
        <MessagesField
          path={path}
          value={Array.isArray(value) ? value : []}
          onChange={onChange}
          onSubmit={form.submit}
        />
      )}
      {kind === 'list' && <ListBody {...props} schema={schema} />}
      {kind === 'object' && <ObjectBody {...props} schema={schema} />}
    </Group>
  );
}

function ObjectBody({ form, name, path, schema, value, onChange }: FieldProps) {
  const properties = isObject(schema.properties) ? schema.properties : {};
  if (!isObject(value) && name !== undefined) {
    return (
      <Button look="quiet" className={styles.add} onClick={() => onChange({})}>
        <Plus size={12} aria-hidden />
        Fill in {name}
      </Button>
    );
  }
  const object = isObject(value) ? value : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const extra = isObject(schema.additionalProperties) ? schema.additionalProperties : {};
  const change = (key: string, next: Json | undefined) => {
    if (next !== undefined) return onChange({ ...object, [key]: next });
    const { [key]: _gone, ...rest } = object;
    onChange(rest);
  };
  const unknown = Object.keys(object).filter((key) => !(key in properties));
  return (
    <>
      {Object.entries(properties).map(([key, property]) => (
        <Field
          key={key}
          form={form}
          name={key}
          path={[...path, key]}
          schema={isObject(property) ? property : {}}
          value={object[key]}
          required={required.includes(key)}
          onChange={(next) => change(key, next)}
        />
      ))}
      {unknown.map((key) => (
        <Field
          key={key}
          form={form}
          name={key}
          note="not in the schema"
          path={[...path, key]}
          schema={extra}
          value={object[key]}
          onChange={(next) => change(key, next)}
        />
      ))}
    </>
  );
}

function ListBody({ form, name = 'item', path, schema, value, onChange }: FieldProps) {
  const { list: host, added } = useFocusAdded();
  const list = Array.isArray(value) ? value : [];
  const items = isObject(schema.items) ? schema.items : {};
  return (
    <>
      <div ref={host} className={styles.items}>
        {list.map((item, index) => (
          <Field
            key={index}
            form={form}
            name={`${index}`}
            path={[...path, index]}
            schema={items}
            value={item}
            required
            removeLabel={`Remove ${name} ${index}`}
            onChange={(next) =>
              onChange(next === undefined ? list.toSpliced(index, 1) : list.with(index, next))
            }
          />
        ))}
      </div>
      <Button
        look="quiet"
        className={styles.add}
        onClick={() => {
          added(list.length);
          onChange([...list, blankOf(items, form.root)]);
        }}
      >
        <Plus size={12} aria-hidden />
        Add to {name}
      </Button>
    </>
  );
}
