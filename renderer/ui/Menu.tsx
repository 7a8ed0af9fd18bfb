import { ContextMenu, DropdownMenu } from 'radix-ui';
import { Fragment, useRef, type MouseEvent, type ReactNode } from 'react';
import { Kbd } from './Kbd.tsx';
import styles from './Menu.module.css';

export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  keys?: string;
  /** Draws a line above it. */
  separated?: boolean;
  danger?: boolean;
  disabled?: boolean;
  /** Why it is never possible here: disabled, with the sentence below it. */
  why?: string;
  /** On the right, muted: a path, or why it is disabled. */
  note?: string;
  checked?: boolean;
  /** What it opens takes the focus: it is not done before the menu has given the focus back. */
  leads?: boolean;
  onSelect: () => void;
}

type Parts = Pick<typeof ContextMenu, 'Item' | 'Separator'>;

/** The items of a menu, and what it does when it has closed. */
function useEntries(entries: MenuEntry[], { Item, Separator }: Parts) {
  const led = useRef<() => void>(undefined);
  const select = ({ leads, onSelect }: MenuEntry) => {
    if (leads) led.current = onSelect;
    else onSelect();
  };
  const onCloseAutoFocus = () => {
    // The focus is given back right after this.
    if (led.current) queueMicrotask(led.current);
    led.current = undefined;
  };
  const items = entries.map((entry) => (
    <Fragment key={entry.label + (entry.note ?? '')}>
      {entry.separated && <Separator className={styles.separator} />}
      <Item
        className={styles.item}
        data-danger={entry.danger}
        disabled={entry.disabled || entry.why !== undefined}
        aria-description={entry.why}
        onSelect={() => select(entry)}
        aria-current={entry.checked}
      >
        <span className={styles.icon} aria-hidden>
          {entry.icon}
        </span>
        <span className={styles.label}>
          {entry.label}
          {entry.why && (
            <span className={styles.why} aria-hidden>
              {entry.why}
            </span>
          )}
        </span>
        {entry.note && <span className={styles.note}>{entry.note}</span>}
        {entry.keys && <Kbd keys={entry.keys} />}
      </Item>
    </Fragment>
  ));
  return { items, onCloseAutoFocus };
}

/** React sends a click in a portal on to what the menu belongs to, which was not clicked. */
const keepInside = (event: MouseEvent) => event.stopPropagation();

interface MenuProps {
  entries: MenuEntry[];
  /** The one element that opens it; takes a ref and props. */
  children: ReactNode;
  align?: 'start' | 'end';
}

/** A menu below a button. */
export function Menu({ entries, children, align = 'start' }: MenuProps) {
  const { items, onCloseAutoFocus } = useEntries(entries, DropdownMenu);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles.menu}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onClick={keepInside}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          {items}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The same menu on a right click, or the keyboard's menu key. */
export function RightClickMenu({ entries, children }: Omit<MenuProps, 'align'>) {
  const { items, onCloseAutoFocus } = useEntries(entries, ContextMenu);
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content
          className={styles.menu}
          collisionPadding={8}
          onClick={keepInside}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          {items}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
