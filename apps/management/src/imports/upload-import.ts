import { type Import, type ImportOptions, fillPhrase, importRoutes } from '@lingpai/contract';
import { importPhrases } from '@lingpai/contract/phrases/management';
import { ApiError, readerLanguage } from '@lingpai/ui';
import { clientOptions } from '../app/api.ts';

interface UploadInput {
  readonly file: File;
  readonly options: ImportOptions;
  /** 0 to 1 */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Uploads a token file. XMLHttpRequest, since fetch does not tell how far an upload is.
 *
 * @throws {ApiError} refused, or the connection broke (`network`)
 */
export function uploadImport({ file, options, onProgress, signal }: UploadInput): Promise<Import> {
  const { promise, resolve, reject } = Promise.withResolvers<Import>();
  const request = new XMLHttpRequest();
  const broken = () =>
    reject(
      new ApiError({
        code: 'network',
        status: 0,
        message: fillPhrase(importPhrases['import.network'], readerLanguage()),
      }),
    );
  request.open('POST', importRoutes.createImport.path);
  request.setRequestHeader('accept-language', readerLanguage());
  request.upload.addEventListener('progress', ({ loaded, total }) =>
    onProgress(total === 0 ? 0 : loaded / total),
  );
  request.addEventListener('load', () => {
    if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Import);
    else reject(readRefusal(request));
  });
  request.addEventListener('error', broken);
  request.addEventListener('timeout', broken);
  signal.addEventListener('abort', () => {
    request.abort();
    reject(new DOMException('The upload was cancelled', 'AbortError'));
  });
  request.send(toFormData(file, options));
  return promise;
}

/** The server wants the fields before the file. */
function toFormData(file: File, options: ImportOptions): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) form.append(name, String(value));
  form.append('file', file);
  return form;
}

function readRefusal(request: XMLHttpRequest): ApiError {
  try {
    const { error } = JSON.parse(request.responseText) as {
      error: { code: string; message: string; field?: string };
    };
    if (error.code === 'session.none') clientOptions.onSignedOut?.();
    return new ApiError({ status: request.status, ...error });
  } catch {
    return new ApiError({ code: 'server.failed', status: request.status, message: `HTTP ${request.status}` });
  }
}
