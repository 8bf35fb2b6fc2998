; What the installer registers. Recipes and plans: adds the app to "Open with" of their extensions. electron-builder's fileAssociations would make it the
; program of every .yaml and .json file, and leave these without one when it is removed. Windows takes only the last part of
; a name as its extension.

!macro addFileType EXT PROGID DESCRIPTION
  WriteRegStr SHELL_CONTEXT "Software\Classes\${PROGID}" "" "${DESCRIPTION}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${PROGID}\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${PROGID}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegNone SHELL_CONTEXT "Software\Classes\${EXT}\OpenWithProgids" "${PROGID}"
!macroend

!macro removeFileType EXT PROGID
  DeleteRegValue SHELL_CONTEXT "Software\Classes\${EXT}\OpenWithProgids" "${PROGID}"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\${PROGID}"
!macroend

; manifestry: links. Here and not in the app, so that they work before its first start and are gone with it.
!macro addLinks SCHEME
  WriteRegStr SHELL_CONTEXT "Software\Classes\${SCHEME}" "" "URL:${SCHEME}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${SCHEME}" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\${SCHEME}\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${SCHEME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro removeLinks SCHEME
  DeleteRegKey SHELL_CONTEXT "Software\Classes\${SCHEME}"
!macroend

; SHCNE_ASSOCCHANGED: the desktop reads the types again.
!macro refreshFileTypes
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)"
!macroend

; electron-builder inserts these two.
!macro customInstall
  !insertmacro addFileType ".yaml" "Manifestry.Recipe" "Manifestry Recipe"
  !insertmacro addFileType ".json" "Manifestry.Plan" "Manifestry Plan"
  !insertmacro addLinks "manifestry"
  !insertmacro refreshFileTypes
!macroend

!macro customUnInstall
  !insertmacro removeFileType ".yaml" "Manifestry.Recipe"
  !insertmacro removeFileType ".json" "Manifestry.Plan"
  !insertmacro removeLinks "manifestry"
  !insertmacro refreshFileTypes
!macroend
