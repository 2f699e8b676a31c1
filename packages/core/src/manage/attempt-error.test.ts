import { describe, expect, it } from 'vitest';
import { toAttemptError } from './attempt-error.js';

describe('rule 7: an error as it is stored', () => {
  it('keeps name, message, code and stack', () => {
    const error = Object.assign(new TypeError('bad'), { code: 'E_BAD' });
    expect(toAttemptError(error)).toEqual({ name: 'TypeError', message: 'bad', code: 'E_BAD', stack: error.stack });
    expect(toAttemptError({ name: 'Foreign', message: 'from another realm', code: 7 })).toMatchObject({
      name: 'Foreign',
      message: 'from another realm',
      code: '7',
    });
  });

  it('shows the chain of causes', () => {
    const error = new Error('outer', { cause: new RangeError('inner', { cause: 'a text' }) });
    expect(toAttemptError(error).stack).toMatch(
      /^Error: outer\n[\s\S]*\nCaused by: RangeError: inner\n[\s\S]*\nCaused by: a text$/,
    );
  });

  it.each<[string, unknown, string]>([
    ['a string', 'just text', 'Something that is no error was thrown: just text'],
    ['undefined', undefined, 'Something that is no error was thrown: undefined'],
    ['null', null, 'Something that is no error was thrown: null'],
    ['a number', 5, 'Something that is no error was thrown: 5'],
    ['a symbol', Symbol('s'), 'Something that is no error was thrown: Symbol(s)'],
    [
      'an object',
      { a: { b: { c: { d: 1 } } } },
      'Something that is no error was thrown: { a: { b: { c: [Object] } } }',
    ],
    ['a bare object', Object.create(null), 'Something that is no error was thrown: [Object: null prototype] {}'],
  ])('takes %s', (_, thrown, message) => {
    expect(toAttemptError(thrown)).toEqual({ name: 'NonError', message });
  });

  it('takes a frozen error, an error that causes itself, and getters that throw', () => {
    expect(toAttemptError(Object.freeze(new Error('frozen'))).message).toBe('frozen');
    const cyclic = new Error('cyclic');
    cyclic.cause = cyclic;
    expect(toAttemptError(cyclic).stack).toBe(cyclic.stack);
    const hostile = Object.defineProperties(
      {},
      Object.fromEntries(
        ['name', 'message', 'code', 'stack', 'cause'].map((field) => [
          field,
          {
            get: (): never => {
              throw new Error('no');
            },
            enumerable: true,
          },
        ]),
      ),
    );
    expect(toAttemptError(hostile).name).toBe('NonError');
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    expect(toAttemptError(revoked.proxy)).toMatchObject({ name: 'NonError' });
  });

  it('cuts a message of 100 MB and a chain without end to a bound', () => {
    const huge = toAttemptError(new Error('x'.repeat(100 * 2 ** 20)));
    expect(huge.message).toHaveLength(4_000 + '… (104857600 characters)'.length);
    expect(huge.message.endsWith('… (104857600 characters)')).toBe(true);
    expect(JSON.stringify(huge).length).toBeLessThan(25_000);
    let chain = new Error('0');
    for (let i = 1; i < 10_000; i++) chain = new Error(`${i}`, { cause: chain });
    expect(JSON.stringify(toAttemptError(chain)).length).toBeLessThan(25_000);
    expect(JSON.stringify(toAttemptError({ list: new Array(1_000_000).fill('x'.repeat(100)) })).length).toBeLessThan(
      25_000,
    );
    expect(
      toAttemptError(Object.assign(new Error('m'), { name: 'n'.repeat(1_000), code: 'c'.repeat(1_000) })).name.length,
    ).toBeLessThan(250);
  });

  it('is always valid Unicode, also where it was cut', () => {
    const { message } = toAttemptError(new Error(`${'x'.repeat(3_999)}😀`));
    expect(message).toBe(`${'x'.repeat(3_999)}\ufffd… (4001 characters)`);
  });
});
