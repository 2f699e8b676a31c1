// What tests inject is typed for whoever uses this package.
import type {} from './vitest/context.js';

export { startProxy, type TcpProxy } from './proxy/proxy.js';
export { missingServer, type ServerName } from './run/locate.js';
export { type PrivateMlflow, startMlflow } from './run/mlflow.js';
export { type MongoOptions, type PrivateMongo, startMongo } from './run/mongo.js';
export type { PrivateServer } from './run/private-server.js';
export { type RedisOptions, startRedis } from './run/redis.js';
export { type PrivateRedisCluster, startRedisCluster } from './run/redis-cluster.js';
export { type SecantusdbOptions, startSecantusdb } from './run/secantusdb.js';
