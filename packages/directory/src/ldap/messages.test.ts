import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BindRequest, ExtendedRequest, FilterParser, SearchRequest } from 'ldapts';
import { BackendFault } from '../backend-fault.ts';
import {
  decodeEntryName,
  decodeMessage,
  decodeResultCode,
  encodeBind,
  encodeSearch,
  encodeStartTls,
} from './messages.ts';
import { encodeSearchFilter } from './search-filter.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('encodeBind(), encodeStartTls(), encodeSearch() write what ldapts writes', () => {
  for (const messageId of [1, 127, 128, 300, 70_000]) {
    const bind = { messageId, dn: 'uid=张,dc=example,dc=com', password: 'x'.repeat(200) };
    assert.equal(hex(encodeBind(messageId, bind.dn, bind.password)), hex(new BindRequest(bind).write()));
    const startTls = new ExtendedRequest({ messageId, oid: '1.3.6.1.4.1.1466.20037' });
    assert.equal(hex(encodeStartTls(messageId)), hex(startTls.write()));
    const search = {
      base: 'dc=example,dc=com',
      filter: encodeSearchFilter('uid={login}', 'a')!,
      sizeLimit: 2,
      timeLimitSeconds: 3,
    };
    const other = new SearchRequest({
      messageId,
      baseDN: search.base,
      filter: FilterParser.parseString('(uid=a)'),
      sizeLimit: 2,
      timeLimit: 3,
      attributes: ['1.1'],
    });
    assert.equal(hex(encodeSearch(messageId, search)), hex(other.write()));
  }
});

test('decodeMessage() and its like read or refuse whatever comes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      for (const decode of [decodeMessage, decodeResultCode, decodeEntryName]) {
        try {
          decode(bytes);
        } catch (error) {
          assert.ok(error instanceof BackendFault && error.reason === 'garbled');
        }
      }
    }),
    { numRuns: 5000 },
  );
});
