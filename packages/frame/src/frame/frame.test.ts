import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Frame } from './frame.js';
import type { FrameParts } from './frame-parts.js';

const day = 86_400_000;

function parts(changes: Partial<FrameParts> = {}): FrameParts {
  return {
    times: Float64Array.of(0, day),
    timeCodes: Int32Array.of(0, 0, 1),
    instruments: ['A', 'B'],
    instrumentCodes: Int32Array.of(0, 1, 0),
    columns: { score: Float64Array.of(1, Number.NaN, 3) },
    ...changes,
  };
}

afterEach(() => vi.unstubAllEnvs());

describe('fromParts', () => {
  test('keeps the arrays it is given, without a copy', () => {
    const given = parts();
    const frame = Frame.fromParts(given);
    expect(frame.length).toBe(3);
    expect(frame.times).toBe(given.times);
    expect(frame.timeCodes).toBe(given.timeCodes);
    expect(frame.instrumentCodes).toBe(given.instrumentCodes);
    expect(frame.column('score')).toBe((given.columns as Record<string, Float64Array>)['score']);
    expect(frame.columnNames).toEqual(['score']);
  });

  test('keeps the order of columns given as a map, also of names that look like numbers', () => {
    const column = new Float64Array(3);
    const columns = new Map([
      ['b', column],
      ['10', column],
      ['2', column],
    ]);
    expect(Frame.fromParts(parts({ columns })).columnNames).toEqual(['b', '10', '2']);
  });

  test('refuses a column of another length, naming both lengths', () => {
    expect(() => Frame.fromParts(parts({ columns: { score: new Float64Array(2) } }))).toThrowError(
      expect.objectContaining({
        code: 'COLUMN_LENGTH_MISMATCH',
        message: expect.stringMatching(/'score' has 2 values but the frame has 3 rows/),
      }),
    );
    expect(() => Frame.fromParts(parts({ instrumentCodes: new Int32Array(4) }))).toThrowError(
      expect.objectContaining({ code: 'COLUMN_LENGTH_MISMATCH', column: 'instrumentCodes' }),
    );
  });

  test('refuses column names that stand for the key, or come twice', () => {
    const column = new Float64Array(3);
    expect(() => Frame.fromParts(parts({ columns: { datetime: column } }))).toThrowError(
      expect.objectContaining({ code: 'COLUMN_NAME_INVALID', column: 'datetime' }),
    );
    const twice: [string, Float64Array][] = [
      ['a', column],
      ['a', column],
    ];
    expect(() => Frame.fromParts(parts({ columns: twice }))).toThrowError(/given twice/);
  });

  test('refuses 2³¹ rows before it looks at anything else', () => {
    const huge = { length: 2 ** 31 } as unknown as Int32Array;
    expect(() => Frame.fromParts(parts({ timeCodes: huge, instrumentCodes: huge }))).toThrowError(
      expect.objectContaining({
        code: 'TOO_MANY_ROWS',
        rows: 2 ** 31,
        message: expect.stringMatching(/2147483648 rows .* at most 2147483647; split/),
      }),
    );
  });

  test('an unknown column is an error that lists the columns there are', () => {
    expect(() => Frame.fromParts(parts()).column('skore')).toThrowError(
      expect.objectContaining({
        code: 'COLUMN_UNKNOWN',
        message: "there is no column 'skore'; the frame has 'score'",
      }),
    );
  });
});

describe('order', () => {
  test.each([
    ['sorted and unique', [0, 0, 1], [0, 1, 0], true, true],
    ['sorted with a duplicate', [0, 0, 1], [0, 0, 0], true, false],
    ['unsorted by time', [1, 0, 0], [0, 0, 1], false, true],
    ['unsorted by instrument', [0, 0, 1], [1, 0, 0], false, true],
    ['unsorted with a duplicate', [1, 0, 1], [0, 0, 0], false, false],
    ['a duplicate before the disorder', [0, 0, 1, 0], [0, 0, 0, 1], false, false],
  ])('%s', (_, timeCodes, instrumentCodes, sorted, unique) => {
    const frame = Frame.fromParts(
      parts({ timeCodes: Int32Array.from(timeCodes), instrumentCodes: Int32Array.from(instrumentCodes), columns: {} }),
    );
    expect([frame.isSorted(), frame.isUnique()]).toEqual([sorted, unique]);
  });

  test('uniqueness of unsorted sparse keys, where a grid of all keys would be too big', () => {
    const times = Float64Array.from({ length: 5000 }, (_, i) => i);
    const instruments = Array.from({ length: 5000 }, (_, i) => String(i).padStart(4, '0'));
    const of = (timeCodes: number[], instrumentCodes: number[]) =>
      Frame.fromParts({
        times,
        instruments,
        timeCodes: Int32Array.from(timeCodes),
        instrumentCodes: Int32Array.from(instrumentCodes),
        columns: {},
      });
    expect(of([4999, 0, 7], [1, 2, 4999]).isUnique()).toBe(true);
    expect(of([4999, 0, 4999], [1, 2, 1]).isUnique()).toBe(false);
  });

  test('a promise is believed, and validate finds the lie', () => {
    const frame = Frame.fromParts(parts({ timeCodes: Int32Array.of(1, 0, 0), sorted: true }));
    expect(frame.isSorted()).toBe(true);
    expect(() => frame.validate()).toThrowError(
      expect.objectContaining({
        code: 'FRAME_UNSORTED',
        row: 1,
        message: expect.stringMatching(/row 1, \(1970-01-01, 'B'\)/),
      }),
    );
    const twice = Frame.fromParts(parts({ instrumentCodes: Int32Array.of(0, 0, 0), unique: true }));
    expect(twice.isUnique()).toBe(true);
    expect(() => twice.validate()).toThrowError(
      expect.objectContaining({ code: 'KEY_DUPLICATE', row: 1, earlierRow: 0, time: 0, instrument: 'A' }),
    );
  });

  test('with WINDROW_DEBUG a broken promise is found when the frame is made', () => {
    vi.stubEnv('WINDROW_DEBUG', '1');
    expect(() => Frame.fromParts(parts({ timeCodes: Int32Array.of(1, 0, 0), sorted: true }))).toThrowError(
      expect.objectContaining({ code: 'FRAME_UNSORTED' }),
    );
  });

  test('sort orders by time, then instrument, and keeps the order of equal keys', () => {
    const frame = Frame.fromParts({
      times: Float64Array.of(0, day),
      timeCodes: Int32Array.of(1, 0, 1, 0),
      instruments: ['A', 'B'],
      instrumentCodes: Int32Array.of(0, 1, 0, 0),
      columns: { x: Float64Array.of(1, 2, 3, 4) },
    }).sort();
    expect([...frame.timeCodes]).toEqual([0, 0, 1, 1]);
    expect([...frame.instrumentCodes]).toEqual([0, 1, 0, 0]);
    expect([...frame.column('x')]).toEqual([4, 2, 1, 3]);
    expect([frame.isSorted(), frame.isUnique()]).toEqual([true, false]);
    expect(frame.sort()).toBe(frame);
  });
});

describe('validate', () => {
  test.each<[string, Partial<FrameParts>, string, RegExp]>([
    [
      'a time that is not finite',
      { times: Float64Array.of(0, Number.NaN) },
      'TIME_INVALID',
      /times\[1\]: NaN .* not finite/,
    ],
    ['an infinite time', { times: Float64Array.of(0, Infinity) }, 'TIME_INVALID', /Infinity .* not finite/],
    ['a time finer than a millisecond', { times: Float64Array.of(0, 0.5) }, 'TIME_INVALID', /nothing is rounded/],
    ['a time beyond a Date', { times: Float64Array.of(0, 9e15) }, 'TIME_INVALID', /microseconds or nanoseconds/],
    ['times out of order', { times: Float64Array.of(1, 0) }, 'DICTIONARY_UNSORTED', /entry 1/],
    ['instruments twice', { instruments: ['A', 'A'] }, 'DICTIONARY_UNSORTED', /'A', follows 'A'/],
    ['instruments by UTF-16 unit', { instruments: ['😀', '｡'] }, 'DICTIONARY_UNSORTED', /by code point/],
    ['an instrument of half a character', { instruments: ['A', '\ud83d'] }, 'INSTRUMENT_INVALID', /valid Unicode/],
    [
      'a code too large',
      { timeCodes: Int32Array.of(0, 0, 2) },
      'CODE_OUT_OF_RANGE',
      /row 2 has code 2 in timeCodes, but `times` has 2/,
    ],
    ['a negative code', { instrumentCodes: Int32Array.of(0, -1, 0) }, 'CODE_OUT_OF_RANGE', /row 1 has code -1/],
  ])('refuses %s', (_, changes, code, message) => {
    expect(() => Frame.fromParts(parts(changes)).validate()).toThrowError(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test('accepts a good frame, zero rows, one row, and any value', () => {
    const frame = Frame.fromParts(parts({ columns: { score: Float64Array.of(Number.NaN, Infinity, -0) } }));
    expect(frame.validate()).toBe(frame);
    const none = new Int32Array(0);
    const empty = Frame.fromParts({
      times: new Float64Array(0),
      timeCodes: none,
      instruments: [],
      instrumentCodes: none,
      columns: { x: new Float64Array(0) },
      sorted: true,
      unique: true,
    });
    expect([empty.validate().length, empty.isSorted(), empty.isUnique(), empty.sort()]).toEqual([0, true, true, empty]);
    const one = Frame.fromParts({
      times: Float64Array.of(5),
      timeCodes: Int32Array.of(0),
      instruments: [''],
      instrumentCodes: Int32Array.of(0),
      columns: { ic: Float64Array.of(0.5) },
    });
    expect([one.validate().length, one.isSorted(), one.isUnique()]).toEqual([1, true, true]);
  });
});

describe('between threads', () => {
  const send = (value: unknown, transferList: readonly ArrayBuffer[]): Promise<unknown> => {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port2.once('message', (received) => {
        port1.close();
        resolve(received);
      });
      port1.postMessage(value, [...transferList]);
    });
  };

  test('a transferred frame arrives whole and its buffers have left', async () => {
    const frame = Frame.fromParts(parts({ sorted: true, unique: true }));
    const { data, transferList } = frame.toTransfer();
    expect(transferList).toHaveLength(4);
    const received = Frame.fromTransfer((await send(data, transferList)) as typeof data);
    expect([...received.column('score')]).toEqual([1, Number.NaN, 3]);
    expect(received.instruments).toEqual(['A', 'B']);
    expect(received.isSorted()).toBe(true);
    expect(received.validate().length).toBe(3);
    expect(frame.column('score')).toHaveLength(0);
  });

  test('a buffer under several arrays is listed once', () => {
    const buffer = new ArrayBuffer(64);
    const frame = Frame.fromParts(
      parts({ columns: { a: new Float64Array(buffer, 0, 3), b: new Float64Array(buffer, 24, 3) } }),
    );
    expect(frame.toTransfer().transferList.filter((moved) => moved === buffer)).toHaveLength(1);
  });

  test('a shared frame stays usable on both sides, and both see the same memory', async () => {
    const frame = Frame.fromParts(parts({ sorted: true })).shared();
    expect(frame.shared()).toBe(frame);
    const { data, transferList } = frame.toTransfer();
    expect(transferList).toEqual([]);
    const received = Frame.fromTransfer((await send(data, transferList)) as typeof data);
    received.column('score')[0] = 42;
    expect([...frame.column('score')]).toEqual([42, Number.NaN, 3]);
    expect(frame.isSorted()).toBe(true);
  });

  test('something else than a message of a frame is refused', () => {
    expect(() => Frame.fromTransfer({ times: [] } as never)).toThrowError(
      expect.objectContaining({ code: 'NOT_A_FRAME' }),
    );
  });
});

describe('isFrame', () => {
  test('knows frames by a mark that two copies of the package share', async () => {
    vi.resetModules();
    const other = await import('./frame.js');
    expect(other.Frame).not.toBe(Frame);
    const frame = other.Frame.fromParts(parts());
    expect(frame instanceof Frame).toBe(false);
    expect(Frame.isFrame(frame)).toBe(true);
    expect([Frame.isFrame({}), Frame.isFrame(undefined), Frame.isFrame(parts())]).toEqual([false, false, false]);
  });

  test('works together with a frame of another copy', async () => {
    vi.resetModules();
    const other = (await import('./frame.js')).Frame.fromParts(parts({ columns: { label: Float64Array.of(4, 5, 6) } }));
    const joined = Frame.fromParts(parts()).join(other as unknown as Frame);
    expect([...joined.column('label')]).toEqual([4, 5, 6]);
    expect(Frame.fromParts(parts()).equals(other as unknown as Frame)).toBe(false);
    expect(other.equals(other.select() as never)).toBe(true);
  });
});
