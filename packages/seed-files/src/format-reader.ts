import type { SeedFileEvent } from './seed-file-event.ts';

/** One file format: text goes in slice by slice, events come out. */
export interface FormatReader {
  /**
   * @param text the next slice
   * @param emit takes each event, in the order of the file
   * @throws {SeedFileError} when the file as a whole cannot be read
   */
  write(text: string, emit: (event: SeedFileEvent) => void): void | Promise<void>;
  /** After the last slice. */
  end(emit: (event: SeedFileEvent) => void): void | Promise<void>;
}
