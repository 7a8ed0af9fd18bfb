import { useApp, type AppState } from '../store/store.ts';
import { Banner } from '../ui/Banner.tsx';

const selectIsLost = (state: AppState) => state.connection === 'lost';

/** Says that the wire to core is down. It comes back by itself, with everything that happened meanwhile. */
export function ConnectionBanner() {
  if (!useApp(selectIsLost)) return null;
  return (
    <Banner tone="info">
      The connection to Retrograph is lost and is being made again. Checkpoints are kept.
    </Banner>
  );
}
