import { enableCompileCache } from 'node:module';

/** The first file to run: what it loads after this line is compiled once and not at every start. */
enableCompileCache();
const { main } = await import('./main.ts');
await main(process.argv.slice(2));
