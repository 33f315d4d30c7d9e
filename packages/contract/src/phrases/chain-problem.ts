import type { Phrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What is wrong with an audit chain; the codes are those of `brokenAt.problem`. */
export const chainProblemPhrases = {
  altered: p('该事件被改动过', 'the event was altered'),
  'rows-missing': p('它之前的事件被删除', 'events before it are missing'),
  'end-missing': p('最后的事件被删除', 'the last events are missing'),
  'end-altered': p(
    '链的末端被改动过，最后的事件可能已被删除',
    'the end of the chain was altered; the last events may be missing',
  ),
  'end-unsealed': p(
    '链末端的校验码被删除，最后的事件可能已被删除',
    'the seal at the end of the chain was removed; the last events may be missing',
  ),
  'no-chain': p('链的末端记录被删除', 'the record of the end of the chain is missing'),
  'chain-missing': p('该节点的全部事件被删除', 'all events of this node are missing'),
  'list-altered': p(
    '节点清单被改动或删除，可能有节点的全部事件已被删除',
    'the list of nodes was altered or removed; all events of a node may be missing',
  ),
} as const satisfies Record<string, Phrase>;
