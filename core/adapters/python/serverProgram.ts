/**
 * What runs LangGraph's dev server. It ends it as Ctrl+C does once its standard input is closed, which is also what
 * becomes of it when core is killed, and itself with its whole group where that takes longer than `grace` seconds.
 *
 * The server's in-memory runtime (0.36) keeps a thread's checkpoints in files that it writes every ten seconds, until
 * the first history is read: that reads them into dictionaries of its own, which take the place of those that are
 * written and are gone a moment later. Those that count are put back.
 */
export const serverProgram = (grace: number) => `
import _thread, os, signal, sys, threading, time, weakref
core = os.fdopen(os.dup(0), "rb")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
def end():
    core.read()
    _thread.interrupt_main()
    time.sleep(${grace})
    if os.name == "nt": os._exit(1)
    os.killpg(0, signal.SIGKILL)
def keep():
    while True:
        time.sleep(1)
        runtime = sys.modules.get("langgraph_runtime_inmem.checkpoint")
        saver = getattr(runtime, "MEMORY", None)
        if not hasattr(getattr(saver, "storage", None), "filename"): continue
        stores = sys.modules["langgraph_runtime_inmem._persistence"]._stores
        for kept in (saver.storage, saver.writes, saver.blobs): stores[kept.filename] = weakref.ref(kept)
for work in (end, keep): threading.Thread(target=work, daemon=True).start()
sys.argv = ["langgraph"] + sys.argv[1:]
from langgraph_cli.cli import cli
cli()
`;
