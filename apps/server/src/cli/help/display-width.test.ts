import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth, wrapText } from './display-width.ts';

test('displayWidth() counts the columns of a terminal', () => {
  for (const [text, width] of [
    ['', 0],
    ['--org <path>', 12],
    ['--org <组织机构>', 16],
    ['用法：', 6],
    ['1 到 100,000…', 13],
    ['\u001B[1m令牌\u001B[0m', 4],
    ['e\u0301', 1],
    ['𠀀', 2],
  ] as const)
    assert.equal(displayWidth(text), width, text);
});

test('wrapText() breaks between Chinese characters, and English only at blanks', () => {
  assert.equal(wrapText('导入令牌文件', 8), '导入令牌\n文件');
  assert.equal(wrapText('import a file', 8), 'import a\nfile');
  assert.equal(wrapText('用 --password-file 给出密码', 20), '用 --password-file\n给出密码');
  assert.equal(wrapText('https://otp.example.com', 8), 'https://otp.example.com');
  assert.equal(wrapText('一\n二', 8), '一\n二');
});

test('wrapText() begins no line with a closing mark and ends none with an opening one', () => {
  assert.equal(wrapText('令牌文件，导入', 8), '令牌文\n件，导入');
  assert.equal(wrapText('令牌文（默认）', 8), '令牌文\n（默认）');
  assert.equal(wrapText('显示（auto）。', 8), '显示\n（auto）。');
});

test('wrapText() loses nothing but the blanks at which it breaks', () => {
  const text =
    '分发手机令牌：二维码，或可手工输入的激活码（online、offline）。其中的秘密只显示这一次 (once)… “好”';
  for (let width = 4; width < 120; width += 1) {
    const lines = wrapText(text, width).split('\n');
    assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    if (width > 20)
      assert.ok(
        lines.every((line) => displayWidth(line) <= width),
        String(width),
      );
  }
});
