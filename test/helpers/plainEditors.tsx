import { type ChangeEvent } from 'react';
import type {
  CodeDiffProps,
  CodeEditorProps,
} from '../../renderer/inspector/editors/CodeEditor.tsx';

/** Stands for `CodeEditor.tsx` in jsdom, which has no layout for Monaco. */
export function CodeEditor(props: CodeEditorProps) {
  const { label, value, onChange, onSubmit, language, line } = props;
  return (
    <textarea
      aria-label={label}
      value={value}
      readOnly={!onChange}
      data-language={language}
      data-line={line}
      onChange={(event: ChangeEvent<HTMLTextAreaElement>) => onChange?.(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSubmit?.();
      }}
    />
  );
}

/** The same for a diff. */
export function CodeDiff({ label, before, after }: CodeDiffProps) {
  return (
    <>
      <textarea aria-label={`${label}, before`} value={before} readOnly />
      <textarea aria-label={`${label}, after`} value={after} readOnly />
    </>
  );
}
