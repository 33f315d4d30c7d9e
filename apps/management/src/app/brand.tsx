import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';

export function BrandMark({ size = 28 }: { size?: number }) {
  return <img src="/favicon.svg" alt="" width={size} height={size} />;
}

export function BrandName() {
  const t = usePhrases(shellPhrases);
  return (
    <span>
      {t('app.name')}
      <small>{t('app.subtitle')}</small>
    </span>
  );
}
