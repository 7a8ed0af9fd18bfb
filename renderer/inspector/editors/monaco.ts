import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/diffEditor/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/placeholderText/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/javascript/register';
import 'monaco-editor/languages/definitions/python/register';
import 'monaco-editor/languages/definitions/typescript/register';
import { registerJson } from './json.ts';
import { followTheme } from './theme.ts';

/**
 * Monaco with what Retrograph needs of it, and colours for the languages graphs are written in. Its worker
 * is a file of our own, as the Content-Security-Policy wants. One big module: only lazily loaded components
 * import it.
 */
self.MonacoEnvironment = {
  getWorker: () => new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module' }),
};

registerJson();
followTheme(monaco.editor);

/**
 * Monaco speaks to screen readers through two elements with the role `alert`, always there and mostly empty. In
 * this app an alert is a command that failed: they go on speaking at once, but without the role.
 */
export function quietAlerts(): void {
  for (const element of document.querySelectorAll('.monaco-alert[role="alert"]')) {
    element.removeAttribute('role');
    element.setAttribute('aria-live', 'assertive');
  }
}

export { monaco };
