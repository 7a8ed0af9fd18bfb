import './theme.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { createConnectedStore } from './client.ts';
import { connect } from './connect.ts';
import { listenToDesktop } from './desktop.ts';
import { warmLayout } from './graph/layout.ts';
import { warmEditor } from './inspector/editors/CodeEditor.tsx';
import { listenToKeys } from './palette/shortcuts.ts';
import { followSession } from './store/followSession.ts';
import { recall, remember } from './store/remember.ts';
import { provideStore } from './store/store.ts';
import { applyTheme } from './themeSetting.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const store = provideStore(createConnectedStore(connect));
recall(store);
remember(store);
followSession(store);
applyTheme(store);
listenToKeys(store);
listenToDesktop(store);
warmLayout();
createRoot(root).render(<App />);
// Once the first screen is there: a graph takes a second to load, and then its input is shown in an editor.
if ('requestIdleCallback' in window) requestIdleCallback(warmEditor);
