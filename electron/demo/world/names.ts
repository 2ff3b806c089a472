/** The vocabulary of a company that sells things: names that could stand in anybody's cluster. */
export const DOMAINS = [
  'payments',
  'orders',
  'catalog',
  'identity',
  'search',
  'billing',
  'shipping',
  'inventory',
  'notifications',
  'checkout',
  'fraud',
  'ledger',
  'pricing',
  'analytics',
  'media',
  'reporting',
  'support',
  'loyalty',
  'risk',
  'returns',
  'recommendations',
  'content',
  'partners',
  'warehouse',
  'marketing',
  'accounts',
  'tax',
  'messaging',
  'insights',
  'ads',
  'delivery',
  'suppliers',
  'subscriptions',
  'experiments',
  'compliance',
  'routing',
  'storefront',
  'vouchers',
  'geo',
  'audit',
] as const;

export const COMPONENTS = [
  'api',
  'worker',
  'web',
  'gateway',
  'consumer',
  'scheduler',
  'indexer',
  'exporter',
  'sync',
  'projector',
  'relay',
  'ingest',
  'enricher',
  'validator',
  'dispatcher',
  'aggregator',
  'archiver',
  'webhooks',
  'admin',
  'bff',
  'cache-warmer',
  'reconciler',
  'matcher',
  'renderer',
  'streamer',
  'importer',
] as const;

export type Flavour = 'go' | 'java' | 'node' | 'python' | 'postgres' | 'redis' | 'kafka' | 'nginx' | 'agent';

export const FLAVOURS: readonly Flavour[] = ['go', 'java', 'node', 'python'];

export interface FlavourFacts {
  readonly port: number;
  /** millicores and Mi. */
  readonly cpu: number;
  readonly memory: number;
  readonly args: readonly string[];
}

export const FACTS: Readonly<Record<Flavour, FlavourFacts>> = {
  go: { port: 8080, cpu: 30, memory: 64, args: ['serve', '--config=/etc/app/config.yaml'] },
  java: { port: 8080, cpu: 120, memory: 384, args: ['-XX:MaxRAMPercentage=75', '-jar', '/app/service.jar'] },
  node: { port: 3000, cpu: 40, memory: 96, args: ['--enable-source-maps', 'dist/server.js'] },
  python: { port: 8000, cpu: 50, memory: 128, args: ['-m', 'service', '--workers=4'] },
  postgres: { port: 5432, cpu: 200, memory: 512, args: ['-c', 'max_connections=300'] },
  redis: { port: 6379, cpu: 50, memory: 128, args: ['--appendonly', 'yes'] },
  kafka: { port: 9092, cpu: 200, memory: 1024, args: [] },
  nginx: { port: 80, cpu: 20, memory: 48, args: [] },
  agent: { port: 9100, cpu: 20, memory: 48, args: ['--path.rootfs=/host'] },
};

export const SYSTEM_NAMESPACES = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'monitoring',
  'ingress-nginx',
  'cert-manager',
  'argocd',
  'logging',
] as const;

export const REGISTRY = 'registry.example.com';
