import { safeStorage } from 'electron';
import type { Vault } from '../core/protocol/vault.ts';

/** The system's secret storage, once Electron is ready; undefined where it has none, as a Linux without a keyring. */
export async function systemVault(): Promise<Vault | undefined> {
  // Whatever is wrong with it, the app starts.
  const isThere = await safeStorage.isAsyncEncryptionAvailable().catch(() => false);
  if (!isThere) return undefined;
  // Electron's own stand-in encrypts with a key that everybody knows.
  const isLinux = process.platform === 'linux';
  if (isLinux && safeStorage.getSelectedStorageBackend() === 'basic_text') return undefined;
  return {
    seal: (text) => safeStorage.encryptStringAsync(text),
    open: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result,
  };
}
