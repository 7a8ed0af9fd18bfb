import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './ListBox.module.css';

export interface ListOption {
  /** Distinct among the options. */
  id: string;
  /** The accessible name, where it is not the text shown. */
  name?: string;
  content: ReactNode;
}

interface ListBoxProps {
  label: string;
  options: ListOption[];
  selected: string | undefined;
  onSelect: (id: string) => void;
  /** Keys beside those that move. */
  keys?: Record<string, () => void>;
  className?: string;
}

/** A list of which one is chosen; the arrow keys, Home and End move the choice. */
export function ListBox({ label, options, selected, onSelect, keys, className }: ListBoxProps) {
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const at = options.findIndex((option) => option.id === selected);
  useEffect(() => {
    if (at >= 0) document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);

  const select = (index: number) => {
    const option = options[Math.min(Math.max(index, 0), options.length - 1)];
    if (option) onSelect(option.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const acts: Record<string, () => void> = {
      ArrowDown: () => select(at + 1),
      ArrowUp: () => select(at - 1),
      Home: () => select(0),
      End: () => select(options.length - 1),
      ...keys,
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };

  return (
    <div
      ref={list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      tabIndex={0}
      className={cx(styles.list, className)}
      onKeyDown={onKeyDown}
    >
      {options.map((option, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list takes the keys
        <div
          key={option.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          aria-label={option.name}
          className={styles.option}
          onClick={() => {
            onSelect(option.id);
            list.current?.focus();
          }}
        >
          {option.content}
        </div>
      ))}
    </div>
  );
}
