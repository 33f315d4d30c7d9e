import { type Import, importRoutes } from '@lingpai/contract';
import { importPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { call } from '../app/api.ts';
import { Page } from '../parts/page.tsx';
import { StepBar } from '../parts/step-bar.tsx';
import { useAct } from '../parts/use-act.ts';
import { TOKENS_KEY } from '../tokens/token-keys.ts';
import { ImportDone } from './import-done.tsx';
import { ImportForm } from './import-form.tsx';
import { type ImportValues, isSecretNeeded, toImportOptions } from './import-options.ts';
import { ImportPreview } from './import-preview.tsx';
import { ImportProgress } from './import-progress.tsx';
import { uploadImport } from './upload-import.ts';

const POLL_MS = 600;
const STEP_OF: Readonly<Record<Import['state'], number>> = {
  checking: 1,
  checked: 2,
  writing: 2,
  done: 3,
  failed: 0,
  cancelled: 0,
};
const isMoving = (state: Import['state'] | undefined) => state === 'checking' || state === 'writing';

/** 令牌导入: choose, check, look, confirm. Until the confirmation nothing is written, and every step can be left. */
export function ImportPage() {
  const t = usePhrases(importPhrases);
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [values, setValues] = useState<ImportValues>();
  const [file, setFile] = useState<File>();
  const [importId, setImportId] = useState<string>();
  const [uploadShare, setUploadShare] = useState<number>();
  const [uploadProblem, setProblem] = useState<Import['problem']>(null);
  const upload = useRef<AbortController>(undefined);
  const key = ['import', importId];
  const { data, error } = useQuery({
    queryKey: key,
    enabled: importId !== undefined,
    queryFn: ({ signal }) => call(importRoutes.readImport, { params: { importId: importId! }, signal }),
    refetchInterval: ({ state }) => (isMoving(state.data?.state) ? POLL_MS : false),
    staleTime: Infinity,
  });
  const shown = importId === undefined ? undefined : data;

  const problem = importId === undefined ? uploadProblem : problemOf(data, error);

  const restart = () => {
    upload.current?.abort();
    setProblem(null);
    setImportId(undefined);
    setUploadShare(undefined);
  };
  const check = async (next: ImportValues, chosen: File) => {
    setValues(next);
    setProblem(null);
    setImportId(undefined);
    setUploadShare(0);
    upload.current = new AbortController();
    try {
      const started = await uploadImport({
        file: chosen,
        options: toImportOptions(next),
        onProgress: setUploadShare,
        signal: upload.current.signal,
      });
      queryClient.setQueryData(['import', started.id], started);
      setImportId(started.id);
    } catch (refusal) {
      const isCancelled = refusal instanceof DOMException;
      if (!isCancelled) setProblem(toProblem(refusal));
    } finally {
      setUploadShare(undefined);
    }
  };
  const commit = useAct({
    act: () => call(importRoutes.commitImport, { params: { importId: importId! } }),
    onDone: (started) => queryClient.setQueryData(key, started),
  });
  const cancel = useAct({
    act: async () => {
      if (importId !== undefined) await call(importRoutes.cancelImport, { params: { importId } });
    },
    onDone: () => {
      restart();
      void message.info(t('import.cancelled'));
    },
  });
  useEffect(() => {
    if (data?.state === 'done') void queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
  }, [data, queryClient]);

  const step = stepOf(uploadShare, importId, shown, error);
  const titles = [
    t('import.step-file'),
    t('import.step-check'),
    t('import.step-preview'),
    t('import.step-done'),
  ];
  return (
    <Page title={t('import.title')} description={t('import.help')}>
      <div className="lp-stack">
        <StepBar current={step} items={titles.map((title) => ({ title }))} />
        {step === 0 ? (
          <ImportForm
            initial={values}
            file={file}
            onFile={setFile}
            problem={problem}
            isSecretNeeded={isSecretNeeded(problem)}
            onCheck={check}
          />
        ) : null}
        {uploadShare !== undefined || isMoving(shown?.state) ? (
          <ImportProgress share={uploadShare} current={shown} onCancel={() => cancel.mutate(undefined)} />
        ) : null}
        {shown?.state === 'checked' ? (
          <ImportPreview
            current={shown}
            isBusy={commit.isPending}
            onCommit={() => commit.mutate(undefined)}
            onCancel={() => cancel.mutate(undefined)}
            onBack={restart}
          />
        ) : null}
        {shown?.state === 'done' ? (
          <ImportDone
            current={shown}
            isEnabled={values?.enable ?? false}
            onAnother={() => {
              setFile(undefined);
              restart();
            }}
          />
        ) : null}
      </div>
    </Page>
  );
}

/** Where the reader is; a failed check leads back to the first step, which keeps what was chosen. */
function stepOf(
  uploadShare: number | undefined,
  importId: string | undefined,
  shown: Import | undefined,
  error: Error | null,
): number {
  if (uploadShare !== undefined) return STEP_OF.checking;
  if (importId === undefined || error !== null) return 0;
  return shown === undefined ? STEP_OF.checking : STEP_OF[shown.state];
}

function problemOf(current: Import | undefined, error: Error | null): Import['problem'] {
  if (error !== null) return toProblem(error);
  return current?.state === 'failed' ? current.problem : null;
}

function toProblem(cause: unknown): Import['problem'] {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return { code, message: cause instanceof Error ? cause.message : String(cause), line: null, column: null };
}
