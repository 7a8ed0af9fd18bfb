import type { editor } from 'monaco-editor/editor';
import { isDark, onThemeChange } from '../../themeSetting.ts';

/** Monaco's colours, each by the token it takes; '' = none. */
const colors: Record<string, string> = {
  'editor.background': 'surface',
  'editor.foreground': 'text',
  'editorLineNumber.foreground': 'text-faint',
  'editorLineNumber.dimmedForeground': 'text-faint',
  'editorLineNumber.activeForeground': 'text-muted',
  'editorCursor.foreground': 'accent',
  'editor.selectionBackground': 'selected',
  'editor.selectionForeground': 'on-selected',
  'editor.inactiveSelectionBackground': 'hover',
  'editor.lineHighlightBackground': 'hover',
  'editor.lineHighlightBorder': '',
  'editorIndentGuide.background1': 'line',
  'editorIndentGuide.activeBackground1': 'line-strong',
  'editorWidget.background': 'raised',
  'editorWidget.border': 'line',
  'editorHoverWidget.background': 'raised',
  'editorHoverWidget.border': 'line',
  'editorError.foreground': 'error',
  'editorWarning.foreground': 'held',
  'editorBracketMatch.background': 'selected',
  'editorBracketMatch.border': '',
  'editorGutter.background': 'surface',
  'editorBracketHighlight.foreground1': 'text-muted',
  'editorBracketHighlight.foreground2': 'text-muted',
  'editorBracketHighlight.foreground3': 'text-muted',
  'editorBracketHighlight.foreground4': 'text-muted',
  'editor.placeholder.foreground': 'text-faint',
  'scrollbar.shadow': '',
  focusBorder: 'focus',
  'input.background': 'sunken',
  'input.border': 'line',
  'menu.background': 'raised',
  'menu.foreground': 'text',
  'menu.selectionBackground': 'selected',
  'menu.selectionForeground': 'on-selected',
  'menu.separatorBackground': 'line',
  'diffEditor.insertedTextBackground': 'done-bg',
  'diffEditor.removedTextBackground': 'error-bg',
  'diffEditor.insertedLineBackground': 'done-bg',
  'diffEditor.removedLineBackground': 'error-bg',
  'diffEditor.unchangedRegionBackground': 'sunken',
  'diffEditor.unchangedRegionForeground': 'text-muted',
  'diffEditor.diagonalFill': 'line',
};

/** Kinds of text, each by the token its colour comes from. */
const rules: Record<string, string> = {
  '': 'text',
  'string.key.json': 'json-key',
  'string.value.json': 'json-string',
  string: 'json-string',
  number: 'json-number',
  'keyword.json': 'json-atom',
  keyword: 'json-key',
  type: 'json-number',
  comment: 'text-faint',
  delimiter: 'text-muted',
};

/** Monaco takes no CSS variables: what the tokens are right now, as `rrggbbaa` without `#`. */
function readTokens(names: Iterable<string>): Map<string, string> {
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const styled = document.createElement('span');
  styled.style.setProperty('forced-color-adjust', 'none');
  document.body.append(styled);
  const read = (name: string) => {
    styled.style.color = `var(--${name})`;
    if (!probe) return '808080ff';
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = getComputedStyle(styled).color;
    probe.fillRect(0, 0, 1, 1);
    const bytes = [...probe.getImageData(0, 0, 1, 1).data];
    return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  };
  const tokens = new Map([...names].map((name) => [name, read(name)]));
  styled.remove();
  return tokens;
}

/** The system's own colours instead of ours: Monaco draws more borders then, and selected text in a colour of its own. */
const highContrast = () => matchMedia('(forced-colors: active)');

function base(): editor.BuiltinTheme {
  if (!highContrast().matches) return isDark() ? 'vs-dark' : 'vs';
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'hc-black' : 'hc-light';
}

function currentTheme(): editor.IStandaloneThemeData {
  const tokens = readTokens([...Object.values(colors), ...Object.values(rules)]);
  return {
    base: base(),
    inherit: true,
    rules: Object.entries(rules).map(([token, name]) => ({
      token,
      foreground: tokens.get(name)?.slice(0, 6),
    })),
    colors: Object.fromEntries(
      Object.entries(colors).map(([color, name]) => [
        color,
        name === '' ? '#00000000' : `#${tokens.get(name)}`,
      ]),
    ),
  };
}

/** Gives Monaco the colours of the tokens, now and whenever the system or the setting changes them. */
export function followTheme(api: typeof editor): void {
  const apply = () => {
    api.defineTheme('retrograph', currentTheme());
    api.setTheme('retrograph');
  };
  apply();
  onThemeChange(apply);
  highContrast().addEventListener('change', apply);
}
