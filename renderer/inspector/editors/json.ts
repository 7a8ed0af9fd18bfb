import { editor, languages, MarkerSeverity } from 'monaco-editor/editor';
import { faultOf } from '../../store/parseJson.ts';

/**
 * JSON for Monaco: colours, and the place where it stops being JSON. Monaco's own JSON service would bring a
 * worker and every feature of the editor along, and call other things a fault than `JSON.parse` does.
 */
export function registerJson(): void {
  languages.register({ id: 'json' });
  languages.setLanguageConfiguration('json', {
    brackets: [
      ['{', '}'],
      ['[', ']'],
    ],
    indentationRules: { increaseIndentPattern: /[{[]\s*$/, decreaseIndentPattern: /^\s*[}\]]/ },
  });
  languages.setMonarchTokensProvider('json', {
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'string.key'],
        [/"(?:[^"\\]|\\.)*"?/, 'string.value'],
        [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
        [/\b(?:true|false|null)\b/, 'keyword'],
        [/[{}[\]]/, 'delimiter'],
        [/[,:]/, 'delimiter'],
      ],
    },
  });
}

/** Underlines what `parseJson` refuses; text that is empty is only unfinished. */
export function markFault(model: editor.ITextModel): void {
  const isJson = model.getLanguageId() === 'json' && model.getValue().trim() !== '';
  const fault = isJson ? faultOf(model.getValue()) : undefined;
  const markers = fault
    ? [
        {
          severity: MarkerSeverity.Error,
          message: fault.message,
          startLineNumber: fault.line,
          startColumn: Math.max(fault.column - (fault.atEnd ? 1 : 0), 1),
          endLineNumber: fault.line,
          endColumn: fault.column + (fault.atEnd ? 0 : 1),
        },
      ]
    : [];
  editor.setModelMarkers(model, 'json', markers);
}
