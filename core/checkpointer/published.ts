/** What `retrograph/checkpointer` is bundled from; its types are in public.d.ts. */
export { RetrographSaver } from './retrographSaver.ts';
export { RetrographStore } from './retrographStore.ts';
