/** The objects of the runtime of Wails v3 by their number on the wire, and the methods of each by theirs. */
const OBJECTS: [name: string, methods: string][] = [
  ['Call', ''],
  ['Clipboard', 'SetText Text'],
  ['Application', 'Hide Show Quit'],
  ['Events', 'Emit'],
  ['ContextMenu', 'Open'],
  ['Dialogs', 'Info Warning Error Question OpenFile SaveFile'],
  [
    'Window',
    'Position Center Close DisableSizeConstraints EnableSizeConstraints Focus ForceReload Fullscreen GetScreen GetZoom Height Hide ' +
      'IsFocused IsFullscreen IsMaximised IsMinimised Maximise Minimise Name OpenDevTools RelativePosition Reload Resizable Restore ' +
      'SetPosition SetAlwaysOnTop SetBackgroundColour SetFrameless SetFullscreenButtonEnabled SetMaxSize SetMinSize SetRelativePosition ' +
      'SetResizable SetSize SetTitle SetZoom Show Size ToggleFullscreen ToggleMaximise ToggleFrameless UnFullscreen UnMaximise UnMinimise ' +
      'Width Zoom ZoomIn ZoomOut ZoomReset SnapAssist FilesDropped Print SetScreen',
  ],
  ['Screens', 'GetAll GetPrimary GetCurrent GetByID GetByIndex'],
  ['System', 'IsDarkMode Environment Capabilities'],
  ['Browser', 'OpenURL'],
  ['CancelCall', 'Cancel'],
  ['IOS', 'HapticsImpact DeviceInfo'],
  ['Android', 'HapticsVibrate DeviceInfo ToastShow'],
];

/** `wails:Window.SetTitle` for object 6 and method 34; with numbers where there are no names. */
export function wailsV3Command(object: number, method: number): string {
  const [name, methods] = OBJECTS[object] ?? [`Object${object}`, ''];
  return `wails:${name}.${methods.split(' ')[method] || method}`;
}
