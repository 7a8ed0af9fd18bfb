/** What a host may lend to core: encryption with a key that the operating system keeps for this person. */
export interface Vault {
  seal: (text: string) => Promise<Uint8Array>;
  /** Rejects for what was sealed elsewhere, or with a key that is gone. */
  open: (sealed: Uint8Array) => Promise<string>;
}
