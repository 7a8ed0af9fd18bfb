import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import type { CodeEditorProps } from './CodeEditor.tsx';
import { markFault } from './json.ts';
import { monaco, quietAlerts } from './monaco.ts';
import { baseOptions } from './options.ts';
import styles from './CodeEditor.module.css';

type Editor = ReturnType<typeof monaco.editor.create>;

const PADDING = 12;
const LINE = 18;

/** `CodeEditor` itself; in a module of its own because it brings all of Monaco. */
export function MonacoEditor(props: CodeEditorProps) {
  const { label, value, language, onChange, line, lines, lineNumbers, placeholder, caret } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(null);
  const changed = useEffectEvent((text: string) => {
    if (text !== value) onChange?.(text);
  });
  const submitted = useEffectEvent(() => props.onSubmit?.());
  const resized = useEffectEvent((height: number) => {
    if (!lines || !host.current) return;
    const { min, max } = lines;
    const wanted = Math.min(Math.max(height, min * LINE + PADDING), max * LINE + PADDING);
    host.current.style.height = `${wanted}px`;
  });
  const created = useEffectEvent((element: HTMLElement) =>
    monaco.editor.create(element, {
      ...baseOptions,
      value,
      language,
      ariaLabel: label,
      readOnly: !onChange,
      domReadOnly: !onChange,
      lineNumbers: lineNumbers ? 'on' : 'off',
      wordWrap: lineNumbers ? 'off' : 'on',
      folding: lineNumbers ?? false,
      placeholder,
      scrollbar: { ...baseOptions.scrollbar, alwaysConsumeMouseWheel: !lines },
    }),
  );

  useEffect(() => {
    if (!host.current) return undefined;
    const made = created(host.current);
    editor.current = made;
    quietAlerts();
    resized(made.getContentHeight());
    const model = made.getModel();
    const check = () =>
      model && !made.getOption(monaco.editor.EditorOption.readOnly) && markFault(model);
    check();
    made.onDidChangeModelLanguage(check);
    made.onDidChangeModelContent(() => {
      check();
      changed(made.getValue());
    });
    made.onDidContentSizeChange(({ contentHeight }) => resized(contentHeight));
    made.onKeyDown((event) => {
      if (event.keyCode !== monaco.KeyCode.Enter || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      submitted();
    });
    return () => {
      made.getModel()?.dispose();
      made.dispose();
    };
  }, []);

  // First: an editor for reading only takes no edits.
  useLayoutEffect(() => {
    editor.current?.updateOptions({ readOnly: !onChange, domReadOnly: !onChange });
  }, [onChange]);

  // In the commit itself: later, the text may already be newer than this value, and would lose what was typed.
  useLayoutEffect(() => {
    const model = editor.current?.getModel();
    if (!model || model.getValue() === value) return;
    // As an edit, so that undo goes back to what was typed.
    const range = model.getFullModelRange();
    if (onChange) editor.current?.executeEdits('value', [{ range, text: value }]);
    else model.setValue(value);
  }, [value, onChange]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (model) monaco.editor.setModelLanguage(model, language);
  }, [language]);

  useEffect(() => {
    editor.current?.updateOptions({ ariaLabel: label, placeholder });
  }, [label, placeholder]);

  useEffect(() => {
    const position = caret && editor.current?.getModel()?.getPositionAt(caret.offset);
    if (!position) return;
    editor.current?.setPosition(position);
    editor.current?.revealPosition(position);
    editor.current?.focus();
  }, [caret]);

  useEffect(() => {
    if (props.autoFocus) editor.current?.focus();
  }, [props.autoFocus]);

  useEffect(() => {
    const made = editor.current;
    if (!made || line === undefined || value === '') return undefined;
    made.revealLineNearTop(line);
    made.setPosition({ lineNumber: line, column: 1 });
    const range = new monaco.Range(line, 1, line, 1);
    const options = { isWholeLine: true, className: styles.marked };
    const marks = made.createDecorationsCollection([{ range, options }]);
    return () => marks.clear();
  }, [line, value]);

  // `nokey` is React Flow's word for "typed here": Monaco's text box is no <input>, and its Space pans the canvas.
  return <div ref={host} className={`${styles.editor} nokey`} />;
}
