import { execFileSync } from 'node:child_process';
import https from 'node:https';
import { Agent } from 'undici';
import { openSession } from '../../electron/transport/session.ts';
import { startRig } from './rig.ts';
import { curl, pageUrls } from './yardsticks.ts';

const N = 50000;
const rig = await startRig([N]);
const cpu = async (name: string, f: () => Promise<unknown>) => {
  for (let i = 0; i < 3; i++) {
    const t = performance.now();
    const c = process.cpuUsage();
    await f();
    const d = process.cpuUsage(c);
    console.log(
      name,
      'wall',
      (performance.now() - t) | 0,
      'cpu',
      ((d.user + d.system) / 1000) | 0,
      'sys',
      (d.system / 1000) | 0,
    );
  }
};
const s = openSession(
  {
    server: `https://localhost:${rig.port}/${N}`,
    tls: { ca: rig.ca, insecureSkipVerify: false },
    disableCompression: false,
  },
  { generation: 1, headers: {} },
  { userAgent: 'x' },
);
const paths = pageUrls(rig, N).map((u) => u.slice(u.indexOf('/api')));
await cpu('ours h2', async () => {
  for (const p of paths) {
    const r = await s.request({ method: 'GET', path: p });
    let _n = 0;
    for await (const c of r.body) _n += c.length;
  }
});
await s.close();
const agent = new https.Agent({ keepAlive: true, ca: rig.ca });
await cpu('node h1', async () => {
  for (const p of paths)
    await new Promise<void>((res) =>
      https.get(`https://localhost:${rig.port}/${N}${p}`, { agent }, (r) => {
        let _n = 0;
        r.on('data', (c) => {
          _n += c.length;
        });
        r.on('end', res);
      }),
    );
});
agent.destroy();
for (const allowH2 of [true, false]) {
  const u = new Agent({ allowH2, connect: { ca: rig.ca } });
  await cpu(`undici h2=${allowH2}`, async () => {
    for (const p of paths) {
      const r = await u.request({ origin: `https://localhost:${rig.port}`, path: `/${N}${p}`, method: 'GET' });
      let _n = 0;
      for await (const c of r.body) _n += c.length;
    }
  });
  await u.close();
}
const curlUrls = pageUrls(rig, N);
await curl(rig, curlUrls, '2');
for (const v of ['1.1', '2']) {
  const _t = execFileSync(
    'bash',
    ['-c', `time curl -s --http${v} --cacert ${rig.caFile} -A x -K ${rig.folder}/curl.conf -o /dev/null`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
}

import { spawnSync } from 'node:child_process';

for (const v of ['1.1', '2', '1.1', '2']) {
  const r = spawnSync('bash', ['-c', `time curl -s --http${v} --cacert ${rig.caFile} -A x -K ${rig.folder}/curl.conf`]);
  console.log('curl', v, r.stderr.toString().trim().replaceAll('\n', ' '));
}
const script = `const {readFileSync}=require('fs');let ms=0;const c0=process.cpuUsage();for(let i=0;i<${curlUrls.length};i++){const b=readFileSync('${rig.folder}/page-'+i);const t=performance.now();JSON.parse(b.toString('utf8'));ms+=performance.now()-t;}const c=process.cpuUsage(c0);console.log('parse wall',ms|0,'cpu',(c.user+c.system)/1000|0)`;
for (let i = 0; i < 3; i++) console.log(spawnSync(process.execPath, ['-e', script]).stdout.toString().trim());
rig.close();
