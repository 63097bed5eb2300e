; The installer for Windows: for one person, without an administrator. Compile from the checkout's root with
;   makensis -DVERSION=0.1.0 -DNUMBERS=0.1.0.0 -DBUNDLE=dist\layers-desktop -DOUT=dist\layers-desktop-0.1.0.exe ^
;     -DICON=build\icons\layers-desktop.ico -DLICENCE=LICENSE -DWORDS=build\installer.nsh packaging\windows\installer.nsi
; after PYTHONPATH=packaging python -m release.windows build\installer.nsh, which writes what it says in each language.
; makensis is the same program on every system; `make test-windows` runs what it makes under Wine.
Unicode true
SetCompressor /SOLID lzma
!include MUI2.nsh

!define NAME "Layers Desktop"
!define WINDOW "Layers Desktop.exe"
!define COMMAND "layers-desktop.exe"
; As the settings write it: layers_desktop/local/autostart.py.
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED_KEY "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\com.layers.Desktop"

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
RequestExecutionLevel user
ManifestDPIAware true

VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs ${NAME}"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!include "${WORDS}"

; A file of a running program cannot be opened for writing: the person is asked to quit it first, be it the window or
; the command.
!macro REFUSE_WHILE_RUNNING WHERE
  Function ${WHERE}RefuseWhileRunning
    again:
    StrCpy $1 "${WINDOW}"
    look:
    IfFileExists "$INSTDIR\$1" 0 next
    ClearErrors
    FileOpen $0 "$INSTDIR\$1" a
    IfErrors 0 close
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_RUNNING)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 2
    Abort
    close:
    FileClose $0
    next:
    StrCmp $1 "${COMMAND}" free
    StrCpy $1 "${COMMAND}"
    Goto look
    free:
  FunctionEnd
!macroend
!insertmacro REFUSE_WHILE_RUNNING ""
!insertmacro REFUSE_WHILE_RUNNING "un."

Section
  Call RefuseWhileRunning
  ; Libraries of an older version must not stay among those of this one.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}\*"
  WriteUninstaller "$INSTDIR\Uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}"
  ; "Send to" in the menu of any file: the paths come as arguments.
  CreateShortcut "$SENDTO\${NAME}.lnk" "$INSTDIR\${WINDOW}"

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "The Layers Desktop authors"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  Call un.RefuseWhileRunning
  ; Keys, history and settings are the person's: they stay unless they are given up here.
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(FORGET)" /SD IDNO IDNO keep
  nsExec::Exec '"$INSTDIR\${COMMAND}" --forget-everything --yes'
  keep:
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$SENDTO\${NAME}.lnk"
  Delete "$INSTDIR\${WINDOW}"
  Delete "$INSTDIR\${COMMAND}"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir /r "$INSTDIR\_internal"
  RMDir "$INSTDIR"
  DeleteRegValue HKCU "${RUN_KEY}" "${NAME}"
  DeleteRegValue HKCU "${APPROVED_KEY}" "${NAME}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd
