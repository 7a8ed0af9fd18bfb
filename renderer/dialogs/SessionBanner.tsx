import { activeSession } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';

const selectReload = (state: AppState) => state.reloadProject;

/** Over the canvas: the graph's process has ended, or does not answer. The data below stays usable. */
export function SessionBanner() {
  const session = useApp(activeSession);
  const reload = useApp(selectReload);
  if (session?.phase === 'terminated') {
    return (
      <Banner tone="error" action={<Button onClick={() => void reload()}>Restart</Button>}>
        {session.terminated?.message ?? "The graph's process has ended."}
      </Banner>
    );
  }
  if (session?.responsive === false) {
    return (
      <Banner tone="held">
        The graph’s process is busy and does not answer. Stop ends it; finished checkpoints are
        kept.
      </Banner>
    );
  }
  return null;
}
