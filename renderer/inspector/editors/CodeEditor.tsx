import { lazy, Suspense } from 'react';
import styles from './CodeEditor.module.css';

export type Language = 'json' | 'plaintext' | 'typescript' | 'javascript' | 'python';

export interface CodeEditorProps {
  /** The accessible name. */
  label: string;
  value: string;
  language: Language;
  /** Absent = read-only. */
  onChange?: (text: string) => void;
  /** Ctrl or Cmd + Enter. */
  onSubmit?: () => void;
  /** 1-based; brought into view and marked. */
  line?: number;
  /** As high as its text, within these numbers of lines; absent = as high as its parent. */
  lines?: { min: number; max: number };
  lineNumbers?: boolean;
  placeholder?: string;
  autoFocus?: boolean;
  /** Puts the caret there, with focus, whenever it is a new object. */
  caret?: { offset: number };
}

export interface CodeDiffProps {
  label: string;
  before: string;
  after: string;
  language: Language;
}

const loadEditor = () => import('./MonacoEditor.tsx');

const MonacoEditor = lazy(async () => ({ default: (await loadEditor()).MonacoEditor }));

const MonacoDiff = lazy(async () => ({ default: (await import('./MonacoDiff.tsx')).MonacoDiff }));

/** Has Monaco loaded before the first editor is shown. What is wrong with it shows there. */
export function warmEditor(): void {
  loadEditor().catch(() => {});
}

/** Text as code. Monaco behind it comes with the first one shown, so that the app's first paint needn't wait. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<pre className={styles.waiting}>{props.value.slice(0, 20_000)}</pre>}>
      <MonacoEditor {...props} />
    </Suspense>
  );
}

/** What changed between two texts, inline. */
export function CodeDiff(props: CodeDiffProps) {
  return (
    <Suspense fallback={<pre className={styles.waiting}>{props.after.slice(0, 20_000)}</pre>}>
      <MonacoDiff {...props} />
    </Suspense>
  );
}
