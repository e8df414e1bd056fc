/** The notes app as its user sees it: one page object for the specs, with an implementation for each place where the frontend runs. */
export interface NotesPage {
  /** Opens the app as it is when it has just started, with the first two notes. */
  open(): Promise<void>;
  write(title: string, body: string): Promise<void>;
  press(button: 'Save' | 'Sync' | 'Export'): Promise<void>;
  search(text: string): Promise<void>;
  titles(): Promise<string[]>;
  status(): Promise<string>;
  error(): Promise<string>;
}
