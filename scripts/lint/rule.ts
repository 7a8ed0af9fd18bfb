/** The part of an ESTree node that the rules of this folder read. */
export interface Node {
  type: string;
  name?: string;
  callee?: Node;
  arguments?: Node[];
  body?: Node | Node[];
  expression?: Node;
  source?: { value?: unknown } | null;
  importKind?: string;
  exportKind?: string;
}

/** A rule in ESLint's form, which oxlint runs as a JS plugin. */
export interface Rule {
  create: (context: {
    filename: string;
    cwd: string;
    report: (problem: { node: Node; message: string }) => void;
  }) => Record<string, (node: Node) => void>;
}
