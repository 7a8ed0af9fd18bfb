const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

const macSymbols: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Delete: '⌫' };

/** How a person's keyboard names `Mod+Shift+P`: Ctrl or ⌘ for `Mod`. */
export function keyNames(keys: string): string[] {
  const names = keys.split('+');
  if (isMac()) return names.map((name) => macSymbols[name] ?? name);
  return names.map((name) => (name === 'Mod' ? 'Ctrl' : name));
}

/** Whether a keydown event is exactly `Mod+Shift+P`, with no other modifier. */
export function matchesKeys(event: KeyboardEvent, keys: string): boolean {
  const names = keys.split('+');
  const key = names.at(-1) ?? '';
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const otherMod = isMac() ? event.ctrlKey : event.metaKey;
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === names.includes('Mod') &&
    event.shiftKey === names.includes('Shift') &&
    event.altKey === names.includes('Alt') &&
    !otherMod
  );
}
