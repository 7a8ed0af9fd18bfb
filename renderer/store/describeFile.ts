import { DIGESTED, type DroppedFile } from '../../core/protocol/droppedFile.ts';

/** What tells one file from the others of its name. Rejects for one that cannot be read any more. */
export async function describeFile(file: File): Promise<DroppedFile> {
  const { name, size } = file;
  const bytes = await file.slice(0, DIGESTED).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name, size, digest: hex };
}
