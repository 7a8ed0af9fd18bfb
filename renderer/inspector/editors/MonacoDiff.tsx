import { useEffect, useEffectEvent, useRef } from 'react';
import type { CodeDiffProps } from './CodeEditor.tsx';
import { monaco, quietAlerts } from './monaco.ts';
import { baseOptions } from './options.ts';
import styles from './CodeEditor.module.css';

type DiffEditor = ReturnType<typeof monaco.editor.createDiffEditor>;

/** Models outlive their editor, which may not lose them while it shows them. */
function disposeOf(models: ReturnType<DiffEditor['getModel']>): void {
  models?.original.dispose();
  models?.modified.dispose();
}

/** `CodeDiff` itself. */
export function MonacoDiff({ label, before, after, language }: CodeDiffProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<DiffEditor>(null);
  const created = useEffectEvent((element: HTMLElement) =>
    monaco.editor.createDiffEditor(element, {
      ...baseOptions,
      readOnly: true,
      renderSideBySide: false,
      renderOverviewRuler: false,
      renderGutterMenu: false,
      hideUnchangedRegions: { enabled: true, minimumLineCount: 4, contextLineCount: 2 },
    }),
  );

  useEffect(() => {
    if (!host.current) return undefined;
    const made = created(host.current);
    editor.current = made;
    made.onDidUpdateDiff(() => made.getContainerDomNode().removeAttribute('aria-busy'));
    quietAlerts();
    return () => {
      const shown = made.getModel();
      made.dispose();
      disposeOf(shown);
    };
  }, []);

  // Not as it is made: Monaco forgets the names that it gets then.
  useEffect(() => {
    editor.current?.getOriginalEditor().updateOptions({ ariaLabel: `${label}, before` });
    editor.current?.getModifiedEditor().updateOptions({ ariaLabel: `${label}, after` });
  }, [label]);

  useEffect(() => {
    const shown = editor.current?.getModel() ?? null;
    // Until they are compared, the text shown is the one after, with nothing marked.
    editor.current?.getContainerDomNode().setAttribute('aria-busy', 'true');
    editor.current?.setModel({
      original: monaco.editor.createModel(before, language),
      modified: monaco.editor.createModel(after, language),
    });
    disposeOf(shown);
  }, [before, after, language]);

  return <div ref={host} className={styles.editor} />;
}
