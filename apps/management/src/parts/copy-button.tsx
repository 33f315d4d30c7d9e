import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';

const CONFIRM_MS = 2000;

/** Copies a text. The clipboard needs https or localhost; elsewhere the reader is told to copy by hand. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = usePhrases(shellPhrases);
  const { message } = App.useApp();
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [isDone]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
    } catch {
      void message.warning(t('failed.copy'));
    }
  };
  return (
    <Button size="small" icon={isDone ? <CheckOutlined /> : <CopyOutlined />} onClick={() => void copy()}>
      {isDone ? t('done.copied') : (label ?? t('do.copy'))}
    </Button>
  );
}
