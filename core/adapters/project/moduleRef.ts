import path from 'node:path';

/** `./file.ts:export` or `./file.ts` of a `langgraph.json` in `folder`; the file is absolute then. */
export function moduleRef(folder: string, reference: string): { file: string; export?: string } {
  const colon = reference.lastIndexOf(':');
  // A colon at index 1 is a Windows drive's.
  const hasExport = colon > 1 && !/[\\/]/.test(reference.slice(colon));
  const file = path.resolve(folder, hasExport ? reference.slice(0, colon) : reference);
  const name = hasExport ? reference.slice(colon + 1) : '';
  return { file, ...(name && { export: name }) };
}
