import { describe, expect, it } from 'vitest';
import { databaseOf, hasSecrets, shownUrl } from './mongo-options.js';

describe('a connection string', () => {
  it.each([
    ['mongodb://h', 'mongodb://h'],
    ['mongodb://ann:p%40ss@h:1,g:2/d?authSource=admin', 'mongodb://h:1,g:2/d'],
    ['mongodb+srv://ann@cluster.example/', 'mongodb+srv://cluster.example'],
  ])('%s is shown as %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });

  it('is refused when it is none, without being shown', () => {
    const url = 'mongo//zoe7:s3cret@h';
    expect(() => shownUrl(url)).toThrow(expect.objectContaining({ code: 'STORE_CONFIGURATION' }));
    expect(() => shownUrl(url)).not.toThrow(/s3cret/);
  });

  it('with credentials is not handed on', () => {
    expect(hasSecrets('mongodb://h/d?replicaSet=rs&tls=true')).toBe(false);
    expect(hasSecrets('mongodb://ann:x@h/d')).toBe(true);
    expect(hasSecrets('mongodb://h/d?tlsCertificateKeyFilePassword=x')).toBe(true);
  });

  it('names its database', () => {
    expect(databaseOf('mongodb://h/rolling?tls=true')).toBe('rolling');
    expect(databaseOf('mongodb://h/?tls=true')).toBeUndefined();
    expect(databaseOf('mongodb://h')).toBeUndefined();
  });
});
