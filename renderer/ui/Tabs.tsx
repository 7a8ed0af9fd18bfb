import { Tabs as Radix } from 'radix-ui';
import type { KeyboardEvent, ReactNode } from 'react';
import styles from './Tabs.module.css';

export interface Tab<T extends string = string> {
  value: T;
  /** Beside the name: a count that wants attention. */
  count?: number;
  /** Beside the name, without a number: something new. */
  dot?: boolean;
  disabled?: boolean;
  content: ReactNode;
}

interface TabsProps<T extends string> {
  label: string;
  tabs: Tab<T>[];
  value: T;
  onChange: (value: T) => void;
  /** Keys in the strip and in the chosen tab's content. */
  onKeyDown?: (event: KeyboardEvent) => void;
  /** At the right end of the strip. */
  actions?: ReactNode;
}

/** A strip of tabs over the chosen one's content, which fills what is left. */
export function Tabs<T extends string>(props: TabsProps<T>) {
  const { label, tabs, value, onChange, onKeyDown, actions } = props;
  return (
    <Radix.Root
      className={styles.root}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      activationMode="automatic"
      onKeyDown={onKeyDown}
    >
      <div className={styles.strip}>
        <Radix.List className={styles.list} aria-label={label}>
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              className={styles.tab}
              value={tab.value}
              disabled={tab.disabled}
            >
              {tab.value}
              {tab.count !== undefined && tab.count > 0 && (
                <span className={styles.count}>{tab.count}</span>
              )}
              {tab.dot && <span className={styles.dot} aria-hidden />}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} className={styles.content} value={tab.value} tabIndex={-1}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
