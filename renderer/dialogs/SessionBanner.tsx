import { activeSession } from '../store/selectors.ts';
import { useApp, type AppState } from '../store/store.ts';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';

const selectReload = (state: AppState) => state.reloadProject;

/** Over the canvas: what runs the graph has ended, or does not answer. The data below stays usable. */
export function SessionBanner() {
  const session = useApp(activeSession);
  const reload = useApp(selectReload);
  const isOurs = session?.capabilities.restart;
  if (session?.phase === 'terminated') {
    const again = isOurs ? 'Restart' : 'Connect again';
    return (
      <Banner tone="error" action={<Button onClick={() => void reload()}>{again}</Button>}>
        {session.terminated?.message ?? "The graph's process has ended."}
      </Banner>
    );
  }
  if (session?.responsive === false) {
    return (
      <Banner tone="held">
        {isOurs
          ? 'The graph’s process is busy and does not answer. Stop ends it; finished checkpoints are kept.'
          : `The server at ${session.project.name} does not answer. It is asked again until it does.`}
      </Banner>
    );
  }
  return null;
}
