import { WindrowError } from '@windrow/frame';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue } from './codec.js';
import { joinContainer } from './codec-container.js';

const decodeText = (text: string): unknown =>
  decodeValue({ encoding: 'devalue', bytes: new TextEncoder().encode(text) });
const decodeParts = (text: string, ...segments: Uint8Array[]): unknown =>
  decodeValue({ encoding: 'devalue+segments', bytes: joinContainer(text, segments) });

function codecFault(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (!WindrowError.is(error, 'CODEC')) throw error;
    return error.message;
  }
  throw new Error('the payload was decoded');
}

const chain = (levels: number): string => `[${Array.from({ length: levels }, (_, i) => `[${i + 1}]`).join(',')},"end"]`;

describe('rule 10: hostile text', () => {
  it.each<[string, string, string]>([
    ['nothing', '', 'Codec: the text is no JSON.'],
    ['no JSON', '[{', 'the text is no JSON.'],
    ['a string', '"x"', 'the text is no table.'],
    ['null', 'null', 'the text is no table.'],
    ['an object', '{}', 'the text is no table.'],
    ['an empty table', '[]', 'the text is no table.'],
    ['a number that stands for nothing', '-2', 'the text is the number -2, which stands for nothing.'],
    ['a positive number', '0', 'the text is the number 0'],
    ['an unknown tag', '[["Function","alert(1)"]]', 'entry 0 of the table has the unknown tag "Function".'],
    ['a boxed value', '[["Object",0]]', 'has the unknown tag "Object"'],
    ['a regular expression', '[["RegExp","(a+)+$"]]', 'has the unknown tag "RegExp"'],
    ['a URL', '[["URL","http://x"]]', 'has the unknown tag "URL"'],
    ['a Temporal value', '[["Temporal.Instant","x"]]', 'has the unknown tag "Temporal.Instant"'],
    ['Float16Array', '[["Float16Array",1],["ArrayBuffer",2],1]', 'has the unknown tag "Float16Array"'],
    ['a tag from a prototype', '[["constructor",0]]', 'has the unknown tag "constructor"'],
    ['__proto__ in an object', '[{"__proto__":1},{"polluted":2},true]', 'entry 0 of the table has a key "__proto__".'],
    ['__proto__ in a bare object', '[["null","__proto__",1],1]', 'has a key "__proto__"'],
    ['a key that is a number', '[["null",5,1],1]', 'has a key that is no string'],
    ['a key without a value', '[["null","a"]]', 'is an object with a key that has no value'],
    ['a Map key without a value', '[["Map",1],1]', 'is a Map with a key that has no value'],
    ['a reference past the end', '[{"a":1}]', 'entry 0 of the table points outside of the table.'],
    ['a negative reference', '[[-8]]', 'points outside of the table'],
    ['a fraction', '[[0.5]]', 'points outside of the table'],
    ['a hole outside of a list', '[{"a":-2}]', 'points outside of the table'],
    ['a hole in a Set', '[["Set",-2]]', 'points outside of the table'],
    ['text for a reference', '[[1,"x"],5]', 'points outside of the table'],
    ['nested lists', '[[[[[0]]]]]', 'points outside of the table'],
    ['an object in an object', '[{"a":{"b":0}}]', 'points outside of the table'],
    [
      'a list of 4,294,967,295 places',
      '[[-7,4294967295]]',
      'is a list with holes of 4294967295 places; at most 1000000 are taken.',
    ],
    ['a list of a million and one places', '[[-7,1000001]]', 'at most 1000000 are taken'],
    ['a list of fewer than no places', '[[-7,-1]]', 'is a list with holes of -1 places'],
    ['a list of half a place', '[[-7,0.5]]', 'is a list with holes of 0.5 places'],
    ['a list of no number of places', '[[-7]]', 'is a list with holes of undefined places'],
    ['a place outside of its list', '[[-7,10,10,0]]', 'a place outside of it'],
    ['a place without a value', '[[-7,10,1]]', 'a place that has no value'],
    ['a place that is text', '[[-7,10,"__proto__",0]]', 'a place outside of it'],
    ['a date that is code', '[["Date","alert(1)"]]', 'entry 0 of the table is no Date.'],
    ['a date that is a number', '[["Date",0]]', 'is no Date'],
    ['a bigint that is text', '[["BigInt","0x10"]]', 'is no bigint, or a longer one than is taken.'],
    ['a bigint without end', `[["BigInt","${'9'.repeat(100_002)}"]]`, 'is no bigint, or a longer one'],
    ['a typed array of a length', '[["Float64Array",1],4294967295]', 'is a typed array without a buffer'],
    ['a typed array of itself', '[["Float64Array",0]]', 'is a typed array without a buffer'],
    ['a typed array of a list', '[["Float64Array",1],[2],5]', 'is a typed array without a buffer'],
    ['a typed array past the end', '[["Float64Array",7]]', 'is a typed array without a buffer'],
    [
      'a typed array with an offset',
      '[["Float64Array",1,0,4],["ArrayBuffer",2],1]',
      'is a typed array without a buffer',
    ],
    ['a buffer in base64', '[["ArrayBuffer","AAAA"]]', 'entry 0 of the table is a buffer without a segment.'],
    ['a buffer of itself', '[["ArrayBuffer",0]]', 'is a buffer without a segment'],
    ['a buffer without its segment', '[["ArrayBuffer",1],1]', 'is a buffer without a segment'],
    ['a chain of lists', chain(1_003), 'the value nests deeper than 1000 levels.'],
    ['a chain of a hundred thousand lists', chain(100_000), 'the value nests deeper than 1000 levels.'],
  ])('%s is a CodecError', (_, text, message) => {
    expect(codecFault(() => decodeText(text))).toContain(message);
  });

  it('never reaches a prototype', () => {
    for (const text of ['[{"__proto__":1},{"polluted":2},true]', '[["null","__proto__",1],{"polluted":2},true]']) {
      codecFault(() => decodeText(text));
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const back = decodeText('[{"constructor":1},{"prototype":2},{"polluted":3},true]') as object;
    expect(Object.hasOwn(back, 'constructor')).toBe(true);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it('keeps odd cycles that a value can have, and their number bounded', () => {
    const self = decodeText('[[0,0,0]]') as unknown[];
    expect(self.every((member) => member === self)).toBe(true);
    const map = decodeText('[["Map",0,0]]') as Map<unknown, unknown>;
    expect(map.get(map)).toBe(map);
    // A thousand lists of a thousand references to the next: a thousand objects, not a thousand to the thousandth.
    const laughs = `[${Array.from({ length: 900 }, (_, i) => JSON.stringify(new Array(900).fill(i + 1))).join(',')},[]]`;
    const before = process.memoryUsage().heapUsed;
    expect((decodeText(laughs) as unknown[]).length).toBe(900);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 2 ** 20);
  });

  it('takes sparse lists without room for what is not there', () => {
    const text = `[[${Array.from({ length: 200 }, (_, i) => i + 1).join(',')}],${new Array(200).fill('[-7,1000000]').join(',')}]`;
    const before = process.memoryUsage().heapUsed;
    const lists = decodeText(text) as unknown[][];
    expect(lists.every((list) => list.length === 1_000_000)).toBe(true);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 2 ** 20);
  });
});

describe('rule 10: hostile containers', () => {
  const floats = '[["Float64Array",1],["ArrayBuffer",2],1]';

  it('decodes a sound one', () => {
    expect(decodeParts(floats, new Uint8Array(16))).toStrictEqual(new Float64Array(2));
  });

  it('refuses a buffer of a wrong length, and one segment used twice', () => {
    expect(codecFault(() => decodeParts(floats, new Uint8Array(15)))).toContain('no multiple of 8 bytes');
    const twice = '[[1,3],["ArrayBuffer",2],1,["ArrayBuffer",2]]';
    expect(codecFault(() => decodeParts(twice, new Uint8Array(8)))).toContain('uses segment 1, which another one uses');
  });

  it('refuses an encoding it does not know', () => {
    expect(codecFault(() => decodeValue({ encoding: 'pickle', bytes: new Uint8Array(3) }))).toBe(
      'Codec: "pickle" is no known encoding. It was written by another version or program; known are "devalue" and "devalue+segments".',
    );
  });

  it('refuses headers that lie', () => {
    const sound = joinContainer(floats, [new Uint8Array(16)]);
    const changed = (at: number, to: number): Uint8Array => {
      const bytes = sound.slice();
      bytes[at] = to;
      return bytes;
    };
    const fault = (bytes: Uint8Array): string => codecFault(() => decodeValue({ encoding: 'devalue+segments', bytes }));
    expect(fault(sound.subarray(0, 5))).toContain('cut off in its header');
    expect(fault(changed(0, 1))).toContain('the bytes are no container');
    expect(fault(changed(4, 255))).toContain('shorter than its header says');
    expect(fault(changed(8, 255))).toContain('shorter than its header says');
    expect(fault(changed(12, 255))).toContain('segment 1 is longer than the container');
    expect(fault(changed(19, 15))).toContain('longer than its header says');
    expect(fault(sound.subarray(0, sound.length - 1))).toContain('segment 1 is longer than the container');
    expect(fault(changed(20, 255))).toContain('no valid UTF-8');
  });

  it('is a value or a CodecError when any byte of a sound one was changed, and in bounded memory', () => {
    const sound = [
      encodeValue({ a: new Float64Array([1, 2]), b: [new Date(0), 5n, -0], c: new Map([[1, new Set(['x'])]]) }),
      encodeValue([[1, 2, { d: undefined, e: null }], 'text', Object.assign(new Array(50), { 3: 1 })]),
    ];
    const before = process.memoryUsage();
    fc.assert(
      fc.property(
        fc.constantFrom(...sound),
        fc.nat(),
        fc.nat(255),
        fc.nat(),
        fc.nat(255),
        (encoded, at, to, at2, to2) => {
          const bytes = encoded.bytes.slice();
          bytes[at % bytes.length] = to;
          bytes[at2 % bytes.length] = to2;
          try {
            decodeValue({ encoding: encoded.encoding, bytes });
          } catch (error) {
            if (!WindrowError.is(error, 'CODEC')) throw error;
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(process.memoryUsage().rss - before.rss).toBeLessThan(300 * 2 ** 20);
  });
});
