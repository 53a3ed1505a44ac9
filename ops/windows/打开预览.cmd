@echo off
chcp 65001 >nul
rem 双击打开：第一次新建“我的网站”，以后直接预览。关掉这个窗口，预览就停止。
cd /d "%~dp0"
if exist "我的网站\site.yaml" goto preview
gongkai.exe init "我的网站"
if errorlevel 1 goto failed
:preview
gongkai.exe --site "我的网站" serve --open
if errorlevel 1 goto failed
goto :eof
:failed
echo.
echo 没有成功，请把上面的文字告诉管理员。
pause
