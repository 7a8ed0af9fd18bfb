import { useApp, type AppState } from '../store/store.ts';
import { Banner } from '../ui/Banner.tsx';

const selectConnection = (state: AppState) => state.connection;

/** Says that the wire to core is down. It comes back by itself, with everything that happened meanwhile. */
export function ConnectionBanner() {
  const connection = useApp(selectConnection);
  if (connection === 'refused') {
    return (
      <Banner tone="error">
        Retrograph was started again at a new address: open the one it printed, then come back here
        or close this window.
      </Banner>
    );
  }
  if (connection !== 'lost') return null;
  return (
    <Banner tone="info">
      The connection to Retrograph is lost and is being made again. Checkpoints are kept.
    </Banner>
  );
}
