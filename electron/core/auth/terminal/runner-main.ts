import { runPlugin } from './runner.ts';

runPlugin(process.argv.slice(2));
