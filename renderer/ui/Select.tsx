import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import styles from './Select.module.css';
import { tellWhereCut } from './tellWhereCut.ts';

export interface Option {
  value: string;
  label: string;
  /** Muted, after the label. */
  note?: string;
}

interface SelectProps {
  label: string;
  value: string | undefined;
  options: Option[];
  onChange: (value: string) => void;
  disabled?: boolean;
  placeholder?: string;
  /** `quiet`: no frame until hovered. */
  look?: 'plain' | 'quiet';
}

/** A combobox with a list of options. */
export function Select(props: SelectProps) {
  const { label, value, options, onChange, disabled, placeholder, look = 'plain' } = props;
  return (
    <Radix.Root value={value ?? ''} onValueChange={onChange} disabled={disabled}>
      <Radix.Trigger className={styles.trigger} data-look={look} aria-label={label}>
        <span className={styles.value} onMouseEnter={tellWhereCut}>
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon className={styles.icon}>
          <ChevronDown size={13} />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.content} position="popper" sideOffset={4}>
          <Radix.Viewport className={styles.viewport}>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={styles.option}>
                <span className={styles.check}>
                  <Radix.ItemIndicator>
                    <Check size={13} />
                  </Radix.ItemIndicator>
                </span>
                <span className={styles.label} onMouseEnter={tellWhereCut}>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                </span>
                {option.note && <span className={styles.note}>{option.note}</span>}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
