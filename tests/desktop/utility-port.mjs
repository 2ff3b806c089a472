// Loaded before the engine in the stand-in's utility process: the port Electron would give it, over this process's channel.
import { EventEmitter } from 'node:events';

const port = new EventEmitter();
port.postMessage = (message) => void (process.connected && process.send(message));
process.on('message', (data) => port.emit('message', { data }));
process.on('disconnect', () => process.exit(0));
process.parentPort = port;
