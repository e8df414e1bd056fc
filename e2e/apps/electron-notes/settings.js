const theme = document.getElementById('theme');
theme.value = window.notes.settings.theme;
theme.addEventListener('change', () => window.notes.setSetting('theme', theme.value));
window.notes.onSettingsSaved((name) => {
  document.getElementById('saved').value = `Saved ${name}`;
});
