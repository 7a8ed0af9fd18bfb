import { Plus, X } from 'lucide-react';
import { isObject } from '../../../core/protocol/isObject.ts';
import type { Json } from '../../../core/protocol/model.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import styles from './Form.module.css';
import { JsonControl } from './JsonControl.tsx';
import { type Schema } from './schema.ts';
import { useFocusAdded } from './useFocusAdded.ts';

const roles = ['user', 'assistant', 'system', 'tool'];
const shownKeys = new Set(['role', 'type', 'content']);

interface MessagesFieldProps {
  path: (string | number)[];
  value: Json[];
  onChange: (value: Json[]) => void;
  onSubmit: () => void;
}

interface MessageRowProps {
  name: string;
  path: (string | number)[];
  message: Json;
  onChange: (message: Json) => void;
  onSubmit: () => void;
}

/** Messages as rows of role and content; one that is more than text is JSON. */
export function MessagesField({ path, value, onChange, onSubmit }: MessagesFieldProps) {
  const { list, added } = useFocusAdded();
  const add = () => {
    const last = value.at(-1);
    const role = isObject(last) && roleOf(last) === 'user' ? 'assistant' : 'user';
    added(value.length);
    onChange([...value, { role, content: '' }]);
  };
  return (
    <>
      <div ref={list} className={styles.items}>
        {value.map((message, index) => (
          <div key={index} className={styles.message}>
            <MessageRow
              name={`Message ${index + 1}`}
              path={[...path, index]}
              message={message}
              onChange={(next) => onChange(value.with(index, next))}
              onSubmit={onSubmit}
            />
            <IconButton
              label={`Remove message ${index + 1}`}
              className={styles.remove}
              onClick={() => onChange(value.toSpliced(index, 1))}
            >
              <X size={13} />
            </IconButton>
          </div>
        ))}
      </div>
      <Button look="quiet" className={styles.add} onClick={add}>
        <Plus size={12} aria-hidden />
        Add message
      </Button>
    </>
  );
}

const roleOf = (message: Schema): string | undefined => {
  const role = message.role ?? message.type;
  if (typeof role !== 'string') return undefined;
  return { human: 'user', ai: 'assistant' }[role] ?? role;
};

function MessageRow(props: MessageRowProps) {
  const { name, path, message, onChange, onSubmit } = props;
  const role = isObject(message) ? roleOf(message) : undefined;
  if (!isObject(message) || role === undefined || typeof message.content !== 'string') {
    return (
      <div className={styles.control}>
        <JsonControl
          id={path.join('.')}
          name={name}
          path={path}
          schema={{}}
          value={message}
          describedBy=""
          invalid={false}
          onChange={(next) => onChange(next ?? null)}
          onSubmit={onSubmit}
        />
      </div>
    );
  }
  const more = Object.keys(message).filter((key) => !shownKeys.has(key));
  return (
    <>
      <Select
        label={`Role of message ${(path.at(-1) as number) + 1}`}
        look="quiet"
        value={role}
        options={[...new Set([...roles, role])].map((each) => ({ value: each, label: each }))}
        onChange={(next) => {
          const { role: _role, type: _type, ...rest } = message;
          onChange({ role: next, ...rest });
        }}
      />
      <div className={styles.control}>
        <TextArea
          aria-label={name}
          className={styles.wide}
          value={message.content}
          placeholder="empty message"
          onChange={(event) => onChange({ ...message, content: event.target.value })}
        />
        {more.length > 0 && (
          <p className={styles.description}>Also has {more.join(', ')}: edit as JSON.</p>
        )}
      </div>
    </>
  );
}
