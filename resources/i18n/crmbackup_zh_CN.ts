<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Activity</name>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>CRM</source>
        <translation>CRM</translation>
    </message>
    <message>
        <source>What</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>启动方式</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Stopped before it was done; nothing was changed.</source>
        <translation>在完成之前已停止，未做任何更改。</translation>
    </message>
    <message>
        <source>{count} added</source>
        <translation>新增 {count}</translation>
    </message>
    <message>
        <source>{count} changed</source>
        <translation>更改 {count}</translation>
    </message>
    <message>
        <source>{count} deleted</source>
        <translation>删除 {count}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>nothing had changed</source>
        <translation>没有变化</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) read back</source>
        <translation>
            <numerusform>已回读 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) let go</source>
        <translation>
            <numerusform>移除了 %Ln 个恢复点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln place(s) up to date</source>
        <translation>
            <numerusform>%Ln 个位置已是最新</numerusform>
        </translation>
    </message>
    <message>
        <source>The newest point is a full one already.</source>
        <translation>最新的恢复点已是完整恢复点。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) kept</source>
        <translation>
            <numerusform>保留了 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) checked</source>
        <translation>
            <numerusform>已检查 %Ln 个恢复点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) rebuilt, {whole} of them whole</source>
        <translation>
            <numerusform>已重建 %Ln 个恢复点，其中 {whole} 个完好</numerusform>
        </translation>
    </message>
    <message>
        <source>There was no network.</source>
        <translation>没有网络。</translation>
    </message>
    <message>
        <source>The network costs by use.</source>
        <translation>网络按流量计费。</translation>
    </message>
    <message>
        <source>The battery was low.</source>
        <translation>电量不足。</translation>
    </message>
    <message>
        <source>Another job worked on the CRM.</source>
        <translation>另一个任务正在处理该 CRM。</translation>
    </message>
    <message>
        <source>The schedules were paused.</source>
        <translation>计划已暂停。</translation>
    </message>
    <message>
        <source>It had to wait.</source>
        <translation>需要等待。</translation>
    </message>
    <message>
        <source>{task} of {crm}: {outcome}</source>
        <translation>{crm} 的{task}：{outcome}</translation>
    </message>
    <message>
        <source>{when}, started {trigger}</source>
        <translation>{when}，{trigger}</translation>
    </message>
    <message>
        <source>planned for {when}</source>
        <translation>计划时间：{when}</translation>
    </message>
    <message>
        <source>took {duration}</source>
        <translation>用时 {duration}</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>占用空间</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Let go</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Deleted for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>Room made</source>
        <translation>腾出空间</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s)</source>
        <translation>
            <numerusform>%Ln 个恢复点</numerusform>
        </translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>已检查</translation>
    </message>
    <message>
        <source>everything in the repository</source>
        <translation>存储库中的全部内容</translation>
    </message>
    <message>
        <source>the newest recovery point and what it needs</source>
        <translation>最新的恢复点及其所需内容</translation>
    </message>
    <message>
        <source>What was read</source>
        <translation>读取范围</translation>
    </message>
    <message>
        <source>Written to</source>
        <translation>写入位置</translation>
    </message>
    <message>
        <source>As it was</source>
        <translation>还原至</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>已新建</translation>
    </message>
    <message>
        <source>Out of the recycle bin</source>
        <translation>从回收站取回</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>恢复原值</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>证明</translation>
    </message>
    <message>
        <source>{part} {key}</source>
        <translation>{part} {key}</translation>
    </message>
    <message>
        <source>Nobody has compared the records with the recovery point.</source>
        <translation>尚未将这些记录与恢复点进行比较。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) read back from the CRM, and every one matches.</source>
        <translation>
            <numerusform>已从 CRM 回读 %Ln 条记录，全部一致。</numerusform>
        </translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>What was written was read back and matches; records that were left alone may not.</source>
        <translation>已写入的内容均已回读且一致；未作改动的记录可能不一致。</translation>
    </message>
</context>
<context>
    <name>ActivityPage</name>
    <message>
        <source>Problems only</source>
        <translation>仅显示问题</translation>
    </message>
    <message>
        <source>Mark all as seen</source>
        <translation>全部标为已读</translation>
    </message>
    <message>
        <source>This CRM</source>
        <translation>此 CRM</translation>
    </message>
    <message>
        <source>All CRMs</source>
        <translation>所有 CRM</translation>
    </message>
    <message>
        <source>Whose runs are shown</source>
        <translation>显示哪些 CRM 的运行记录</translation>
    </message>
    <message>
        <source>Problems that were seen are no longer shown in bold.</source>
        <translation>已读的问题不再以粗体显示。</translation>
    </message>
    <message>
        <source>Reading what was done…</source>
        <translation>正在读取运行记录…</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Everything that ran went well.</source>
        <translation>所有运行均顺利完成。</translation>
    </message>
    <message>
        <source>Nothing was done yet</source>
        <translation>尚无运行记录</translation>
    </message>
    <message>
        <source>Every backup, restore and check will be listed here, with what came of it.</source>
        <translation>每次备份、还原和检查及其结果都会列在这里。</translation>
    </message>
    <message>
        <source>What was done cannot be read</source>
        <translation>无法读取运行记录</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>Budget</name>
    <message>
        <source>{used} of {limit} calls are used; this program may take {left} more, and leaves {free} % free.</source>
        <translation>已用 {used} 次调用，共 {limit} 次；本程序还可使用 {left} 次，并留出 {free} % 给其他程序。</translation>
    </message>
    <message>
        <source>{calls} calls</source>
        <translation>{calls} 次调用</translation>
    </message>
    <message numerus="yes">
        <source>The restore will take about %Ln call(s).</source>
        <translation>
            <numerusform>还原大约需要 %Ln 次调用。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The backup will take about %Ln call(s).</source>
        <translation>
            <numerusform>备份大约需要 %Ln 次调用。</numerusform>
        </translation>
    </message>
    <message>
        <source>That is more than are left: it will wait for new ones.</source>
        <translation>这超过了剩余的次数：会等待新的额度。</translation>
    </message>
    <message numerus="yes">
        <source>The backup will take at least %Ln call(s).</source>
        <translation>
            <numerusform>备份至少需要 %Ln 次调用。</numerusform>
        </translation>
    </message>
    <message>
        <source>{left} calls left</source>
        <translation>还可调用 {left} 次</translation>
    </message>
    <message>
        <source>Waits until {time}</source>
        <translation>等待到{time}</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%n 个部分</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n field(s)</source>
        <translation>
            <numerusform>%n 个字段</numerusform>
        </translation>
    </message>
    <message>
        <source> and </source>
        <translation> 和 </translation>
    </message>
    <message>
        <source>This account may not read {what}, so they are not backed up. “What it may read” lists them.</source>
        <translation>此账户不能读取 {what}，因此它们不会被备份。“可读取的内容”会列出它们。</translation>
    </message>
</context>
<context>
    <name>Chance</name>
    <message>
        <source>Everything that the recovery point needs can be read.</source>
        <translation>恢复点所需的一切均可读取。</translation>
    </message>
    <message>
        <source>Of {all} records, {same} can come back as they were, {older} in an older version, and {lost} not at all.</source>
        <translation>共 {all} 条记录：{same} 条可恢复原状，{older} 条可恢复为较旧版本，{lost} 条完全无法恢复。</translation>
    </message>
    <message numerus="yes">
        <source>With older versions, up to %Ln record(s) may come back that had been deleted by then.</source>
        <translation>
            <numerusform>若包含较旧版本，最多可能有 %Ln 条当时已被删除的记录一并恢复。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChanceDialog</name>
    <message>
        <source>What can be saved of this recovery point</source>
        <translation>此恢复点中可挽救的内容</translation>
    </message>
    <message>
        <source>What would come back of each part</source>
        <translation>每个部分可找回的内容</translation>
    </message>
    <message>
        <source>Also bring back older versions where the newest is lost</source>
        <translation>最新版本丢失时，也找回较旧的版本</translation>
    </message>
    <message>
        <source>Restore what is left…</source>
        <translation>还原剩余内容…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Counting what can be saved of {crm}</source>
        <translation>正在清点 {crm} 可挽救的内容</translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed.</source>
        <translation>已停止。没有更改任何内容。</translation>
    </message>
</context>
<context>
    <name>ChanceTable</name>
    <message>
        <source>Part of the CRM</source>
        <translation>CRM 的组成部分</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>As they were</source>
        <translation>可原样找回</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>可找回较旧版本</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>Older ones are of</source>
        <translation>较旧版本的时间</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>What will happen</source>
        <translation>将会发生什么</translation>
    </message>
    <message>
        <source>Rehearsed on the server, and taken back at once. Nothing has been changed yet.</source>
        <translation>已在服务器上演练并立即撤回，尚未改动任何内容。</translation>
    </message>
    <message>
        <source>Rehearsed on a private copy. Nothing has been changed yet.</source>
        <translation>已在私有副本上演练，尚未改动任何内容。</translation>
    </message>
    <message>
        <source>Records that are refused, and why</source>
        <translation>被拒绝的记录及原因</translation>
    </message>
    <message>
        <source>This CRM is no longer in the list. Nothing was restored.</source>
        <translation>该 CRM 已不在列表中，没有还原任何内容。</translation>
    </message>
    <message>
        <source>Counted in the recovery point. Nothing has been written yet.</source>
        <translation>已在恢复点中清点。尚未写入任何内容。</translation>
    </message>
    <message>
        <source>Compared with what the CRM has now. Nothing has been changed yet.</source>
        <translation>已与 CRM 当前的内容比较。尚未更改任何内容。</translation>
    </message>
    <message>
        <source>Rehearsing the restore of {crm}</source>
        <translation>正在演练还原 {crm}</translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed.</source>
        <translation>已停止，未改动任何内容。</translation>
    </message>
    <message>
        <source>Without the check nothing is restored.</source>
        <translation>未经检查不会还原任何内容。</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Make them in the CRM itself, or go back and choose only parts that it has.</source>
        <translation>请在 CRM 中创建它们，或返回并只选择它已有的部分。</translation>
    </message>
    <message>
        <source>They can be created too. Parts that the recovery point does not have would be removed.</source>
        <translation>这些也可以新建。恢复点中没有的部分将被移除。</translation>
    </message>
    <message>
        <source>They can be created too.</source>
        <translation>这些也可以新建。</translation>
    </message>
    <message>
        <source>Create them too</source>
        <translation>一并新建</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be refused by the CRM:</source>
        <translation>
            <numerusform>CRM 将拒绝 %Ln 条记录：</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be refused by the CRM; “Records” says why.</source>
        <translation>
            <numerusform>CRM 将拒绝 %Ln 条记录；“记录”中说明原因。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be written into files.</source>
        <translation>
            <numerusform>将把 %Ln 条记录写入文件。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be created</source>
        <translation>
            <numerusform>将新建 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will come out of the recycle bin</source>
        <translation>
            <numerusform>将从回收站取回 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be put back</source>
        <translation>
            <numerusform>将恢复 %Ln 条记录的原值</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be removed</source>
        <translation>
            <numerusform>将移除 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Only the search index of the CRM will be put back.</source>
        <translation>只会恢复 CRM 的搜索索引。</translation>
    </message>
    <message>
        <source>Every record is read back from the files and compared before they get their names.</source>
        <translation>文件正式命名之前，会从中读回每条记录并比对。</translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln record(s)</source>
        <translation>
            <numerusform>移除 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %Ln record(s)</source>
        <translation>
            <numerusform>还原 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing can be restored.</source>
        <translation>没有可以还原的内容。</translation>
    </message>
    <message>
        <source>Nothing to do: everything is as it was.</source>
        <translation>无需还原：一切都与当时相同。</translation>
    </message>
    <message>
        <source>{list}.</source>
        <extracomment>Stands between the parts of a list.</extracomment>
        <translation>{list}。</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Stands between the parts of a list.</extracomment>
        <translation>，</translation>
    </message>
    <message>
        <source>Written to: {place}</source>
        <translation>写入位置：{place}</translation>
    </message>
    <message>
        <source>Attachments: {place}</source>
        <translation>附件：{place}</translation>
    </message>
    <message>
        <source>It will take about as long as the check: {time}.</source>
        <translation>所需时间与检查大致相同：{time}。</translation>
    </message>
    <message>
        <source>There is nothing at that place yet, so nothing is replaced.</source>
        <translation>该位置目前没有内容，因此不会替换任何东西。</translation>
    </message>
    <message>
        <source>What is replaced is first kept in a safety point, so that you can undo the restore.</source>
        <translation>被替换的内容会先保存到安全点，因此您可以撤销这次还原。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>还原</translation>
    </message>
</context>
<context>
    <name>ChooseBackupDialog</name>
    <message>
        <source>Back up some parts</source>
        <translation>备份部分内容</translation>
    </message>
    <message>
        <source>Reading what the CRM consists of…</source>
        <translation>正在读取 CRM 的组成…</translation>
    </message>
    <message>
        <source>What to store</source>
        <translation>备份方式</translation>
    </message>
    <message>
        <source>Whatever fits best</source>
        <translation>自动选择最合适的方式</translation>
    </message>
    <message>
        <source>What changed since the newest recovery point (incremental)</source>
        <translation>自最新恢复点以来的更改（增量）</translation>
    </message>
    <message>
        <source>What changed since the newest full one (differential)</source>
        <translation>自最新完整恢复点以来的更改（差异）</translation>
    </message>
    <message>
        <source>Everything in the chosen parts (full)</source>
        <translation>所选部分的全部内容（完整）</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose what the recovery point shall hold. A point of some parts stands beside the others: it is restored when you choose it, and never taken for the newest.</source>
        <translation>请选择恢复点要包含的内容。仅含部分内容的恢复点独立于其他恢复点：只有您选中它时才会用于还原，绝不会被当作最新的恢复点。</translation>
    </message>
</context>
<context>
    <name>CloudForm</name>
    <message>
        <source>Key files (*.json)</source>
        <translation>密钥文件 (*.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>密钥文件</translation>
    </message>
    <message>
        <source>File of certificates</source>
        <translation>证书文件</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>更多(&amp;M)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Other servers, and keys for a short time</source>
        <translation>其他服务器和短期密钥</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>those that this computer trusts</source>
        <translation>这台电脑信任的证书</translation>
    </message>
    <message>
        <source>Storage &amp;account</source>
        <translation>存储账户(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Folder in it</source>
        <translation>其中的文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>服务器(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Region</source>
        <translation>区域(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Key id</source>
        <translation>密钥 ID(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Key file</source>
        <translation>密钥文件(&amp;K)</translation>
    </message>
    <message>
        <source>C&amp;ertificates</source>
        <translation>证书(&amp;E)</translation>
    </message>
    <message>
        <source>Access ke&amp;y</source>
        <translation>访问密钥(&amp;Y)</translation>
    </message>
    <message>
        <source>as it is kept on this computer</source>
        <translation>使用这台电脑保存的</translation>
    </message>
    <message>
        <source>&amp;Container</source>
        <translation>容器(&amp;C)</translation>
    </message>
    <message>
        <source>Microsoft&apos;s own</source>
        <translation>Microsoft 官方服务器</translation>
    </message>
    <message>
        <source>SAS &amp;token</source>
        <translation>SAS 令牌(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Bucket</source>
        <translation>存储桶(&amp;B)</translation>
    </message>
    <message>
        <source>Google&apos;s own</source>
        <translation>Google 官方服务器</translation>
    </message>
    <message>
        <source>Access &amp;token</source>
        <translation>访问令牌(&amp;T)</translation>
    </message>
    <message>
        <source>Amazon&apos;s own, or another: s3.example.com</source>
        <translation>Amazon 官方服务器，或其他服务器：s3.example.com</translation>
    </message>
    <message>
        <source>Secret ke&amp;y</source>
        <translation>私有密钥(&amp;Y)</translation>
    </message>
    <message>
        <source>Session &amp;token</source>
        <translation>会话令牌(&amp;T)</translation>
    </message>
    <message>
        <source>Amazon S3</source>
        <translation>Amazon S3 存储</translation>
    </message>
    <message>
        <source>Azure Blob</source>
        <translation>Azure Blob 存储</translation>
    </message>
    <message>
        <source>Google Cloud</source>
        <translation>Google 云存储</translation>
    </message>
    <message>
        <source>A bucket at Amazon, or at any other provider or device that speaks S3.</source>
        <translation>Amazon 的存储桶，或任何支持 S3 的服务商或设备上的存储桶。</translation>
    </message>
    <message>
        <source>A container in a storage account at Microsoft Azure.</source>
        <translation>Microsoft Azure 存储账户中的容器。</translation>
    </message>
    <message>
        <source>A bucket in Google Cloud Storage.</source>
        <translation>Google 云存储中的存储桶。</translation>
    </message>
</context>
<context>
    <name>CloudTrouble</name>
    <message>
        <source>There are other things at this place.</source>
        <translation>这个位置已有其他内容。</translation>
    </message>
    <message>
        <source>Name a folder in it that is empty, or one that is new.</source>
        <translation>请指定其中一个空文件夹或新文件夹。</translation>
    </message>
    <message>
        <source>This computer has no keyring, so it cannot keep the key of this place.</source>
        <translation>这台电脑没有密钥环，无法保存这个位置的密钥。</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked, so the key of this place is not at hand.</source>
        <translation>这台电脑的密钥环已锁定，取不到这个位置的密钥。</translation>
    </message>
    <message>
        <source>The keyring of this computer did not keep the key of this place.</source>
        <translation>这台电脑的密钥环没有保存这个位置的密钥。</translation>
    </message>
    <message>
        <source>The keyring of this computer refused to keep the key of this place.</source>
        <translation>这台电脑的密钥环拒绝保存这个位置的密钥。</translation>
    </message>
    <message>
        <source>Unlock it, then try again.</source>
        <translation>请解锁后重试。</translation>
    </message>
    <message>
        <source>Set the keyring of the system up, then try again; it is the only place where such a key is kept.</source>
        <translation>请先设置好系统的密钥环再重试；这类密钥只保存在那里。</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Keep the recovery code</source>
        <translation>妥善保管恢复码</translation>
    </message>
    <message>
        <source>It opens the repository when the passphrase is forgotten. It is shown only now.</source>
        <translation>忘记密码短语时，可用它打开存储库。它只在此时显示一次。</translation>
    </message>
    <message>
        <source>Print it or write it down. Keep it where you keep passports, not on this computer.</source>
        <translation>请打印或抄写下来，与护照等证件放在一起，不要存放在这台电脑上。</translation>
    </message>
    <message>
        <source>I &amp;have kept the recovery code</source>
        <translation>我已妥善保管恢复码(&amp;H)</translation>
    </message>
    <message>
        <source>Saving the sheet…</source>
        <translation>正在保存恢复卡…</translation>
    </message>
    <message>
        <source>The keyring of this computer could not keep the key.</source>
        <translation>这台电脑的密钥环无法保存密钥。</translation>
    </message>
    <message>
        <source>The passphrase will be asked for at every start, and backups wait for it.</source>
        <translation>每次启动时都会要求输入密码短语，备份会等待您输入。</translation>
    </message>
</context>
<context>
    <name>CodeSheet</name>
    <message>
        <source>Recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Print sheet…</source>
        <translation>打印恢复卡(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Save sheet as PDF…</source>
        <translation>将恢复卡存为 PDF(&amp;S)…</translation>
    </message>
    <message>
        <source>Copied. Paste it into a password manager, not into a note or an e-mail.</source>
        <translation>已复制。请粘贴到密码管理器中，不要粘贴到便笺或电子邮件里。</translation>
    </message>
    <message>
        <source>The sheet could not be printed.</source>
        <translation>无法打印此表单。</translation>
    </message>
    <message>
        <source>Save it as PDF, or write the code down.</source>
        <translation>请将其保存为 PDF，或手写记下恢复代码。</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>已发送到打印机。</translation>
    </message>
    <message>
        <source>crmbackup recovery sheet.pdf</source>
        <translation>crmbackup 恢复卡.pdf</translation>
    </message>
    <message>
        <source>Save the recovery sheet</source>
        <translation>保存恢复卡</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF 文件 (*.pdf)</translation>
    </message>
    <message>
        <source>Saved as {file}.</source>
        <translation>已保存为 {file}。</translation>
    </message>
    <message>
        <source>Move it off this computer.</source>
        <translation>请将它移出这台电脑。</translation>
    </message>
</context>
<context>
    <name>ConnectDialog</name>
    <message>
        <source>A new database for {crm}</source>
        <translation>{crm} 的新数据库</translation>
    </message>
    <message>
        <source>Connection to {crm}</source>
        <translation>{crm} 的连接</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Look at the CRM and say what is there. Nothing is changed.</source>
        <translation>查看 CRM 并告诉您里面有什么，不做任何改动。</translation>
    </message>
    <message>
        <source>Looking at the CRM…</source>
        <translation>正在查看 CRM…</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>where the attachments go</source>
        <translation>附件的存放位置</translation>
    </message>
    <message>
        <source>The database of that name is made on the server, if the user may do that.</source>
        <translation>如果该用户有权限，将在服务器上创建这个名称的数据库。</translation>
    </message>
    <message>
        <source>One that is there and empty does as well.</source>
        <translation>也可以使用已存在的空数据库。</translation>
    </message>
    <message>
        <source>“{name}” of your list is at this place already.</source>
        <translation>您列表中的“{name}”已在此位置。</translation>
    </message>
    <message>
        <source>There is something in this database already.</source>
        <translation>这个数据库中已有内容。</translation>
    </message>
    <message>
        <source>Choose the name of one that does not exist yet, or that is empty.</source>
        <translation>请选择一个尚不存在或为空的数据库名称。</translation>
    </message>
</context>
<context>
    <name>CopiesPart</name>
    <message>
        <source>Copies in other places</source>
        <translation>其他位置的副本</translation>
    </message>
    <message>
        <source>Three copies in two kinds of places, one of them in another building, survive nearly everything. After each backup what is new is copied there; the same passphrase and recovery code open a copy.</source>
        <translation>三份副本，存放在两类位置，其中一份在另一栋建筑中，几乎可以应对一切意外。每次备份后，新内容会复制到这些位置；同一密码短语和恢复码可以打开副本。</translation>
    </message>
    <message>
        <source>Copies of the repository</source>
        <translation>存储库的副本</translation>
    </message>
    <message>
        <source>Add a place…</source>
        <translation>添加位置…</translation>
    </message>
    <message>
        <source>Copy now</source>
        <translation>立即复制</translation>
    </message>
    <message>
        <source>Copy there no longer</source>
        <translation>不再复制到此处</translation>
    </message>
    <message>
        <source>There is no copy: if this place is lost, so are the recovery points.</source>
        <translation>没有副本：如果此处丢失，恢复点也会随之丢失。</translation>
    </message>
    <message>
        <source>A copy lacks recovery points. Connect its drive, then copy now.</source>
        <translation>有副本缺少恢复点。请连接其驱动器，然后立即复制。</translation>
    </message>
    <message>
        <source>A place for a copy</source>
        <translation>副本的位置</translation>
    </message>
    <message>
        <source>An empty place becomes a copy. One that holds a copy of this repository already goes on.</source>
        <translation>空的位置会成为一份副本；已有本存储库副本的位置会继续更新。</translation>
    </message>
    <message>
        <source>Copy there</source>
        <translation>复制到那里</translation>
    </message>
</context>
<context>
    <name>CopyList</name>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>更新时间</translation>
    </message>
    <message>
        <source>Points it lacks</source>
        <translation>缺少的恢复点</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从未</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>there</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>未连接</translation>
    </message>
</context>
<context>
    <name>CountsTable</name>
    <message>
        <source>What happens to each part of the CRM</source>
        <translation>CRM 各部分将发生的变化</translation>
    </message>
</context>
<context>
    <name>CrmChoice</name>
    <message>
        <source>CRM</source>
        <translation>CRM</translation>
    </message>
    <message>
        <source>Last recovery point</source>
        <translation>最近恢复点</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>所在位置</translation>
    </message>
    <message>
        <source>none that can be read</source>
        <translation>没有可读取的恢复点</translation>
    </message>
    <message>
        <source>In your list already</source>
        <translation>已在您的列表中</translation>
    </message>
    <message>
        <source>Another CRM of your list is there</source>
        <translation>该位置是您列表中的另一个 CRM</translation>
    </message>
    <message>
        <source>On its server: {place}</source>
        <translation>在其服务器上：{place}</translation>
    </message>
    <message>
        <source>On a server: {place}, not connected</source>
        <translation>在服务器上：{place}，未连接</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>Not on this computer: for restoring only</source>
        <translation>不在这台电脑上：仅用于还原</translation>
    </message>
</context>
<context>
    <name>CrmList</name>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>cannot be reached</source>
        <translation>无法访问</translation>
    </message>
    <message>
        <source>no recovery point yet</source>
        <translation>尚无恢复点</translation>
    </message>
</context>
<context>
    <name>CrmPage</name>
    <message>
        <source>Which CRM?</source>
        <translation>要保护哪个 CRM？</translation>
    </message>
    <message>
        <source>Choose what your CRM keeps its data in. Ask its vendor if you do not know.</source>
        <translation>请选择您的 CRM 用什么保存数据。如不清楚，请咨询软件供应商。</translation>
    </message>
    <message>
        <source>Database file</source>
        <translation>数据库文件</translation>
    </message>
    <message>
        <source>One file (SQLite), with or without a folder of attachments.</source>
        <translation>单个文件（SQLite），可附带附件文件夹。</translation>
    </message>
    <message>
        <source>Folder of files</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Documents, letters, exports, pictures.</source>
        <translation>文档、信函、导出数据、图片。</translation>
    </message>
    <message>
        <source>Databases (*.db *.sqlite *.sqlite3 *.db3 *.s3db)</source>
        <translation>数据库 (*.db *.sqlite *.sqlite3 *.db3 *.s3db)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Folder of attachments</source>
        <translation>附件文件夹</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Name in your list</source>
        <translation>在列表中的名称</translation>
    </message>
    <message>
        <source>PostgreSQL</source>
        <translation>PostgreSQL</translation>
    </message>
    <message>
        <source>A database server, as Odoo, Tryton and many others use it.</source>
        <translation>数据库服务器，Odoo、Tryton 等许多 CRM 使用。</translation>
    </message>
    <message>
        <source>MySQL, MariaDB</source>
        <translation>MySQL、MariaDB</translation>
    </message>
    <message>
        <source>A database server, as SuiteCRM, EspoCRM, vtiger, Dolibarr and many others use it.</source>
        <translation>数据库服务器，SuiteCRM、EspoCRM、vtiger、Dolibarr 等许多 CRM 使用。</translation>
    </message>
    <message>
        <source>as the file is called</source>
        <translation>与文件同名</translation>
    </message>
    <message>
        <source>as the database is called</source>
        <translation>与数据库同名</translation>
    </message>
    <message>
        <source>as the account is called</source>
        <translation>与账户名称相同</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Look at the CRM and say what is there. Nothing is changed.</source>
        <translation>查看 CRM 并说明其中的内容，不做任何更改。</translation>
    </message>
    <message>
        <source>Looking at the CRM…</source>
        <translation>正在查看 CRM…</translation>
    </message>
    <message>
        <source>&amp;Database file</source>
        <translation>数据库文件(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Attachments</source>
        <translation>附件(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
</context>
<context>
    <name>CrmsPage</name>
    <message>
        <source>Which CRMs?</source>
        <translation>要使用哪些 CRM？</translation>
    </message>
    <message>
        <source>The repository holds recovery points of these. Tick those that you want to see.</source>
        <translation>存储库中有以下 CRM 的恢复点。请勾选您想查看的 CRM。</translation>
    </message>
    <message>
        <source>CRMs in the repository</source>
        <translation>存储库中的 CRM</translation>
    </message>
    <message>
        <source>It is in &amp;another place…</source>
        <translation>在其他位置(&amp;A)…</translation>
    </message>
    <message>
        <source>It is in another place…</source>
        <translation>在其他位置…</translation>
    </message>
    <message>
        <source>Show where the selected CRM is on this computer.</source>
        <translation>指出所选 CRM 在这台电脑上的位置。</translation>
    </message>
    <message>
        <source>&amp;Connect to its server…</source>
        <translation>连接到它的服务器(&amp;C)…</translation>
    </message>
    <message>
        <source>Connect to its server…</source>
        <translation>连接到它的服务器…</translation>
    </message>
    <message>
        <source>Reading what the repository holds…</source>
        <translation>正在读取存储库的内容…</translation>
    </message>
    <message>
        <source>“{name}” and “{other}” cannot both be at {place}.</source>
        <translation>“{name}”和“{other}”不能都位于 {place}。</translation>
    </message>
    <message>
        <source>Take one of the two ticks away.</source>
        <translation>请取消勾选其中一个。</translation>
    </message>
    <message>
        <source>The repository holds no recovery points yet.</source>
        <translation>存储库中尚无恢复点。</translation>
    </message>
    <message>
        <source>All of them are in your list already.</source>
        <translation>全部已在您的列表中。</translation>
    </message>
    <message>
        <source>Go back to the beginning and choose “Protect a CRM”; it can be kept in this repository.</source>
        <translation>请返回开头并选择“保护一个 CRM”；恢复点可以保存在这个存储库中。</translation>
    </message>
    <message>
        <source>“{name}” was at {place}, where your list has another CRM.</source>
        <translation>“{name}”原来位于 {place}，而该位置现在是您列表中的另一个 CRM。</translation>
    </message>
    <message>
        <source>Show where it is now, so that the two stay apart.</source>
        <translation>请指出它现在的位置，以免两者混在一起。</translation>
    </message>
    <message>
        <source>“{name}” was backed up from {place}.</source>
        <translation>“{name}”备份自 {place}。</translation>
    </message>
    <message>
        <source>Connect to its server, or take it into the list for restoring only.</source>
        <translation>请连接到它的服务器，或仅为还原将其加入列表。</translation>
    </message>
    <message>
        <source>“{name}” was at {place}, which is not on this computer.</source>
        <translation>“{name}”原来位于 {place}，但这台电脑上没有该位置。</translation>
    </message>
    <message>
        <source>Show where it is now, or take it into the list for restoring only.</source>
        <translation>请指出它现在的位置，或将它加入列表仅用于还原。</translation>
    </message>
    <message>
        <source>Where is {name}?</source>
        <translation>{name} 在哪里？</translation>
    </message>
    <message>
        <source>Looking at the CRM…</source>
        <translation>正在查看 CRM…</translation>
    </message>
    <message>
        <source>“{name}” of your list is at this place already.</source>
        <translation>您列表中的“{name}”已经位于这里。</translation>
    </message>
    <message>
        <source>Choose the place of “{name}”.</source>
        <translation>请选择“{name}”所在的位置。</translation>
    </message>
    <message>
        <source>Its folder of attachments was not found beside it; restoring them needs that folder there.</source>
        <translation>未在旁边找到它的附件文件夹；还原附件需要该文件夹。</translation>
    </message>
</context>
<context>
    <name>Damage</name>
    <message numerus="yes">
        <source>%Ln recovery point(s) are damaged.</source>
        <translation>
            <numerusform>%Ln 个恢复点已损坏。</numerusform>
        </translation>
    </message>
    <message>
        <source>None is left that is known to be good. Back up the CRM anew now, and look for a copy of the repository.</source>
        <translation>没有已知完好的恢复点了。请立即重新备份 CRM，并寻找存储库的副本。</translation>
    </message>
    <message>
        <source>The newest good one was taken {time}; later changes are only in the CRM itself.</source>
        <translation>最新的完好恢复点：{time}；之后的更改只存在于 CRM 中。</translation>
    </message>
    <message>
        <source>The newest one, taken {time}, is not among them.</source>
        <translation>最新的恢复点（{time}）没有损坏。</translation>
    </message>
    <message>
        <source>A check has read all of it.</source>
        <translation>检查已读取其全部内容。</translation>
    </message>
    <message>
        <source>It was not checked yet: check it first.</source>
        <translation>它尚未检查：请先检查。</translation>
    </message>
    <message>
        <source>A new full backup needs none of the others. Then find out why the disk loses data.</source>
        <translation>新的完整备份不依赖其他恢复点。随后请查明磁盘为何丢失数据。</translation>
    </message>
</context>
<context>
    <name>DamageBanner</name>
    <message>
        <source>Full backup now</source>
        <translation>立即完整备份</translation>
    </message>
    <message>
        <source>Restore the newest intact point…</source>
        <translation>还原最新的完好恢复点…</translation>
    </message>
    <message>
        <source>Check everything</source>
        <translation>全面检查</translation>
    </message>
    <message>
        <source>Rebuild what is left elsewhere…</source>
        <translation>在别处重建剩余内容…</translation>
    </message>
    <message>
        <source>Everything that can still be read becomes a repository in another place.</source>
        <translation>所有仍可读取的内容都会在另一个位置成为存储库。</translation>
    </message>
</context>
<context>
    <name>EndedRow</name>
    <message>
        <source>{job}: {outcome}</source>
        <translation>{job}：{outcome}</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Details: {job}</source>
        <translation>详细信息：{job}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close: {job}</source>
        <translation>关闭：{job}</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Change what you entered and try again.</source>
        <translation>请修改输入的内容后重试。</translation>
    </message>
    <message>
        <source>Choose the place again, or look for a typing error.</source>
        <translation>请重新选择位置，或检查是否有输入错误。</translation>
    </message>
    <message>
        <source>Take the password out of the address.</source>
        <translation>请从地址中去掉密码。</translation>
    </message>
    <message>
        <source>If it is on a drive, plug the drive in and try again. Otherwise choose another place.</source>
        <translation>如果它在移动硬盘上，请接上硬盘后重试；否则请选择其他位置。</translation>
    </message>
    <message>
        <source>Choose another one from the timeline.</source>
        <translation>请从时间线中选择另一个。</translation>
    </message>
    <message>
        <source>Choose another recovery point, or something else from this one.</source>
        <translation>请选择另一个恢复点，或选择此恢复点中的其他内容。</translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code again; nothing was changed.</source>
        <translation>请重新输入密码短语或恢复码；未做任何更改。</translation>
    </message>
    <message>
        <source>Use a key of another kind: the passphrase, or the recovery code from your sheet.</source>
        <translation>请改用另一种密钥：密码短语，或恢复卡上的恢复码。</translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code.</source>
        <translation>请输入密码短语或恢复码。</translation>
    </message>
    <message>
        <source>Unlock the keyring of your system, or enter the passphrase instead.</source>
        <translation>请解锁系统的密钥环，或改为输入密码短语。</translation>
    </message>
    <message>
        <source>Add another passphrase or a recovery code first, then remove this one.</source>
        <translation>请先添加另一个密码短语或恢复码，再移除这一个。</translation>
    </message>
    <message>
        <source>Check the recovery points to see which are affected, and take a full backup. Meanwhile you can restore from the newest point that is intact.</source>
        <translation>请检查恢复点以确定哪些受到影响，并做一次完整备份。在此期间，您可以从最新的完好恢复点还原。</translation>
    </message>
    <message>
        <source>Choose an empty folder, or open the repository that is there.</source>
        <translation>请选择一个空文件夹，或打开那里已有的存储库。</translation>
    </message>
    <message>
        <source>Choose an empty place for the copy, or the one that has held it before.</source>
        <translation>请为副本选择一个空的位置，或选择之前存放它的位置。</translation>
    </message>
    <message>
        <source>Connect the drive or the network of the copy, then try again.</source>
        <translation>请连接副本所在的驱动器或网络，然后重试。</translation>
    </message>
    <message>
        <source>Ask who placed the legal hold, and take it back when it no longer applies.</source>
        <translation>请询问设置法律保留的人，并在其不再适用时解除。</translation>
    </message>
    <message>
        <source>Install the newest version of this program and try again.</source>
        <translation>请安装本程序的最新版本后重试。</translation>
    </message>
    <message>
        <source>Check that the place is plugged in, can be reached and written, and is not full. Then try again.</source>
        <translation>请确认该位置已接入、可以访问和写入，并且空间未满，然后重试。</translation>
    </message>
    <message>
        <source>Try again; nothing was lost.</source>
        <translation>请重试；没有丢失任何内容。</translation>
    </message>
    <message>
        <source>Wait until the other program has finished, or close it. Then try again.</source>
        <translation>请等待另一个程序完成或将其关闭，然后重试。</translation>
    </message>
    <message>
        <source>Check that this is your CRM&apos;s own data, and that you may read it.</source>
        <translation>请确认这是您的 CRM 自己的数据，并且您有权读取。</translation>
    </message>
    <message>
        <source>Check that the server is running, and that its name and port are right. Then try again.</source>
        <translation>请检查服务器是否在运行，以及服务器名称和端口是否正确，然后重试。</translation>
    </message>
    <message>
        <source>Check the user, the database and the password.</source>
        <translation>请检查用户名、数据库和密码。</translation>
    </message>
    <message>
        <source>Sign in to the CRM, or enter a new key that it gives to programs.</source>
        <translation>请登录 CRM，或输入它为程序颁发的新密钥。</translation>
    </message>
    <message>
        <source>Ask whoever runs the CRM whether this program may still use it. Then sign in, or enter a new key for it.</source>
        <translation>请询问 CRM 的管理者，本程序是否仍可使用它。然后登录，或为其输入新密钥。</translation>
    </message>
    <message>
        <source>Sign in again, and say yes in the browser with the account that is meant.</source>
        <translation>请重新登录，并在浏览器中使用正确的账户表示同意。</translation>
    </message>
    <message>
        <source>Close that program and sign in again, or register another port with the app and enter it here.</source>
        <translation>请关闭该程序后重新登录，或在应用中登记另一个端口并在此输入。</translation>
    </message>
    <message>
        <source>Try again when the service grants calls again. What was backed up before stays.</source>
        <translation>等服务重新允许调用后再试。之前备份的内容都会保留。</translation>
    </message>
    <message>
        <source>Enter the password of the CRM.</source>
        <translation>请输入 CRM 的密码。</translation>
    </message>
    <message>
        <source>Unlock the keyring of your system and try again, or enter the password of the CRM.</source>
        <translation>请解锁系统的密钥环后重试，或输入 CRM 的密码。</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>请选择其他位置。</translation>
    </message>
    <message>
        <source>Enter an access key that may read, write and list at that place, or ask whoever runs it for one.</source>
        <translation>请输入可在该位置读取、写入和列出内容的访问密钥，或向其管理者索取。</translation>
    </message>
    <message>
        <source>Set the clock of this computer right, then try again.</source>
        <translation>请校准这台电脑的时钟，然后重试。</translation>
    </message>
    <message>
        <source>Use an account that may read everything, or ask whoever runs the database to let this one.</source>
        <translation>请使用可以读取全部数据的账户，或请数据库管理员为此账户授权。</translation>
    </message>
    <message>
        <source>Install the client programs of the database server, in its version or a newer one.</source>
        <translation>请安装数据库服务器的客户端程序，版本须与服务器相同或更新。</translation>
    </message>
    <message>
        <source>Look into the CRM when it can be reached again, or restore once more: what is there already is left alone.</source>
        <translation>请在能再次访问 CRM 时查看它，或再还原一次：已有的内容不会被改动。</translation>
    </message>
    <message>
        <source>Try again when nobody uses the CRM, with an account that may change its tables: the next backup or restore finishes or takes back what was interrupted.</source>
        <translation>请在无人使用 CRM 时，用有权更改其表的账户重试：下一次备份或还原会完成或撤回被中断的操作。</translation>
    </message>
    <message>
        <source>Take a full backup; it needs no other recovery point.</source>
        <translation>请做一次完整备份；它不依赖其他恢复点。</translation>
    </message>
    <message>
        <source>Restore what is named here as well, or restore in another way. The check before it shows the result.</source>
        <translation>请一并还原此处提到的内容，或换一种方式还原。还原前的检查会显示结果。</translation>
    </message>
    <message>
        <source>Allow the restore to create what is missing, and try again.</source>
        <translation>请允许还原时新建缺少的内容，然后重试。</translation>
    </message>
    <message>
        <source>Add the CRM to the program first.</source>
        <translation>请先将该 CRM 添加到程序中。</translation>
    </message>
    <message>
        <source>Check that you may write to that folder, and that its disk is not full.</source>
        <translation>请确认您可以写入该文件夹，并且磁盘空间未满。</translation>
    </message>
    <message>
        <source>Back it up once, or choose another one.</source>
        <translation>请先备份一次，或选择另一个。</translation>
    </message>
    <message>
        <source>Start it again whenever you like. What was done before stays.</source>
        <translation>您可以随时重新开始。之前已完成的部分会保留。</translation>
    </message>
    <message>
        <source>This computer has no keyring that could keep the key.</source>
        <translation>这台电脑没有可以保存密钥的密钥环。</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked.</source>
        <translation>这台电脑的密钥环已锁定。</translation>
    </message>
    <message>
        <source>The keyring of this computer no longer holds the key.</source>
        <translation>这台电脑的密钥环中已没有该密钥。</translation>
    </message>
    <message>
        <source>The keyring of this computer does not give access.</source>
        <translation>这台电脑的密钥环拒绝访问。</translation>
    </message>
    <message>
        <source>This computer has no keyring that could keep the password of &apos;{location}&apos;.</source>
        <translation>这台电脑没有可保存“{location}”密码的密钥环。</translation>
    </message>
    <message>
        <source>The keyring of this computer, which keeps the password of &apos;{location}&apos;, is locked.</source>
        <translation>这台电脑的密钥环已锁定，其中保存着“{location}”的密码。</translation>
    </message>
    <message>
        <source>The keyring of this computer has an entry for &apos;{location}&apos;, but no password in it.</source>
        <translation>这台电脑的密钥环中有“{location}”的条目，但其中没有密码。</translation>
    </message>
    <message>
        <source>The keyring of this computer does not give access to the password of &apos;{location}&apos;.</source>
        <translation>这台电脑的密钥环不允许读取“{location}”的密码。</translation>
    </message>
    <message>
        <source>This passphrase does not open the repository.</source>
        <translation>这个密码短语无法打开存储库。</translation>
    </message>
    <message>
        <source>This recovery code does not open the repository.</source>
        <translation>这个恢复码无法打开存储库。</translation>
    </message>
    <message>
        <source>No passphrase was entered.</source>
        <translation>没有输入密码短语。</translation>
    </message>
    <message>
        <source>This repository has no passphrase.</source>
        <translation>此存储库没有密码短语。</translation>
    </message>
    <message>
        <source>This repository has no recovery code.</source>
        <translation>此存储库没有恢复码。</translation>
    </message>
    <message>
        <source>There is no recovery point that is intact.</source>
        <translation>没有完好的恢复点。</translation>
    </message>
    <message>
        <source>There is no recovery point from that time or before it.</source>
        <translation>没有那个时间或更早的恢复点。</translation>
    </message>
    <message>
        <source>There is no recovery point yet.</source>
        <translation>尚无恢复点。</translation>
    </message>
    <message>
        <source>{problem} Nothing was changed.</source>
        <translation>{problem}未做任何更改。</translation>
    </message>
    <message>
        <source>A part of what is stored is damaged, so some recovery points may not be complete: {name}.</source>
        <translation>存储的内容有一部分已损坏，某些恢复点可能不完整：{name}。</translation>
    </message>
    <message>
        <source>A part of what is stored is missing, so some recovery points may not be complete: {name}.</source>
        <translation>存储的内容缺少一部分，某些恢复点可能不完整：{name}。</translation>
    </message>
    <message>
        <source>There is no recovery point &apos;{wanted}&apos;.</source>
        <translation>没有恢复点“{wanted}”。</translation>
    </message>
    <message>
        <source>Several recovery points begin with &apos;{wanted}&apos;: {candidates}.</source>
        <translation>有多个恢复点以“{wanted}”开头：{candidates}。</translation>
    </message>
    <message>
        <source>There is no &apos;{entity}&apos; here.</source>
        <translation>这里没有“{entity}”。</translation>
    </message>
    <message>
        <source>There is no &apos;{entity}&apos; here; similar names are: {close}.</source>
        <translation>这里没有“{entity}”；相近的名称有：{close}。</translation>
    </message>
    <message>
        <source>{count} of the records are in no recovery point: {named}.</source>
        <translation>其中 {count} 条记录在任何恢复点中都不存在：{named}。</translation>
    </message>
    <message>
        <source>The repository has no CRM &apos;{wanted}&apos;.</source>
        <translation>存储库中没有 CRM“{wanted}”。</translation>
    </message>
    <message>
        <source>The repository has no single CRM &apos;{wanted}&apos;; it holds: {known}.</source>
        <translation>存储库中没有唯一的 CRM“{wanted}”；其中有：{known}。</translation>
    </message>
    <message>
        <source>The key of this computer does not open the repository.</source>
        <translation>这台电脑保存的密钥无法打开存储库。</translation>
    </message>
    <message>
        <source>The key of this computer was removed from the repository.</source>
        <translation>这台电脑的密钥已从存储库中移除。</translation>
    </message>
    <message>
        <source>This program does not know places that begin with &apos;{scheme}&apos;.</source>
        <translation>本程序不认识以“{scheme}”开头的位置。</translation>
    </message>
    <message>
        <source>&apos;{location}&apos; cannot be used: {problem}.</source>
        <translation>无法使用“{location}”：{problem}。</translation>
    </message>
    <message>
        <source>The address contains a password, which others could read there.</source>
        <translation>地址中含有密码，其他人可能会看到。</translation>
    </message>
    <message>
        <source>There are no recovery points at &apos;{location}&apos;.</source>
        <translation>“{location}”中没有恢复点。</translation>
    </message>
    <message>
        <source>This CRM is no longer among those that are protected.</source>
        <translation>该 CRM 已不在受保护之列。</translation>
    </message>
    <message>
        <source>The recovery point has no record &apos;{key}&apos; in &apos;{entity}&apos;.</source>
        <translation>恢复点的“{entity}”中没有记录“{key}”。</translation>
    </message>
    <message>
        <source>No key is left in the repository, so nobody can ever read what it holds.</source>
        <translation>存储库中已没有任何密钥，因此再也没有人能读取其中的内容。</translation>
    </message>
    <message>
        <source>The recovery points are encrypted, and the key is needed.</source>
        <translation>恢复点已加密，需要密钥。</translation>
    </message>
    <message>
        <source>This is the last key that a person holds; without it nobody could open the repository again.</source>
        <translation>这是最后一把由人保管的密钥；没有它，任何人都无法再打开存储库。</translation>
    </message>
    <message>
        <source>&apos;{location}&apos; holds something else than a copy of these recovery points; nothing was changed.</source>
        <translation>“{location}”中存放的不是这些恢复点的副本；没有更改任何内容。</translation>
    </message>
    <message>
        <source>The copy at &apos;{location}&apos; is not there; its drive may not be connected.</source>
        <translation>“{location}”处的副本不在；其驱动器可能未连接。</translation>
    </message>
    <message>
        <source>A legal hold forbids to erase records of &apos;{entity}&apos;; nothing was changed.</source>
        <translation>法律保留禁止删除“{entity}”的记录；没有更改任何内容。</translation>
    </message>
    <message>
        <source>Recovery points of &apos;{crm}&apos; have vanished or were exchanged: {problem}.</source>
        <translation>“{crm}”的恢复点消失或被调换：{problem}。</translation>
    </message>
    <message>
        <source>&apos;{location}&apos; is not empty, so no new repository was created there.</source>
        <translation>“{location}”不是空的，因此没有在那里新建存储库。</translation>
    </message>
    <message>
        <source>These recovery points were written by a newer version of this program.</source>
        <translation>这些恢复点是由本程序的较新版本写入的。</translation>
    </message>
    <message>
        <source>The place where recovery points are kept, &apos;{location}&apos;, cannot be used: {problem}.</source>
        <translation>无法使用存放恢复点的位置“{location}”：{problem}。</translation>
    </message>
    <message>
        <source>Another program is just deleting or rewriting this recovery point, so it may not stay.</source>
        <translation>另一个程序正在删除或改写此恢复点，因此它可能不会保留。</translation>
    </message>
    <message>
        <source>The backup could not be completed: {reason}.</source>
        <translation>备份未能完成：{reason}。</translation>
    </message>
    <message>
        <source>There is no CRM at &apos;{location}&apos;.</source>
        <translation>“{location}”处没有 CRM。</translation>
    </message>
    <message>
        <source>Another program keeps the CRM locked: &apos;{location}&apos;.</source>
        <translation>另一个程序锁定了该 CRM：“{location}”。</translation>
    </message>
    <message>
        <source>&apos;{location}&apos; cannot be read: {problem}.</source>
        <translation>无法读取“{location}”：{problem}。</translation>
    </message>
    <message>
        <source>The server of &apos;{location}&apos; does not answer: {reason}.</source>
        <translation>“{location}”的服务器没有响应：{reason}。</translation>
    </message>
    <message>
        <source>The server of &apos;{location}&apos; did not let us in: {reason}.</source>
        <translation>“{location}”的服务器拒绝登录：{reason}。</translation>
    </message>
    <message>
        <source>Nobody is signed in to &apos;{location}&apos; any more.</source>
        <translation>“{location}”的登录已失效。</translation>
    </message>
    <message>
        <source>&apos;{location}&apos; no longer lets this program in: {reason}.</source>
        <translation>“{location}”不再允许本程序访问：{reason}。</translation>
    </message>
    <message>
        <source>The service of &apos;{location}&apos; did not give permission: {reason}.</source>
        <translation>“{location}”的服务没有授予权限：{reason}。</translation>
    </message>
    <message>
        <source>Nobody signed in to &apos;{location}&apos; within {minutes} minutes.</source>
        <translation>{minutes} 分钟内没有人登录“{location}”。</translation>
    </message>
    <message>
        <source>You signed in to the account &apos;{account}&apos;, but &apos;{location}&apos; is another one.</source>
        <translation>您登录的账户是“{account}”，而“{location}”是另一个账户。</translation>
    </message>
    <message>
        <source>Another program on this computer uses &apos;{address}&apos;, where the answer of the browser would arrive.</source>
        <translation>本机的另一个程序正在使用“{address}”，而浏览器的答复本应到达那里。</translation>
    </message>
    <message>
        <source>&apos;{location}&apos; has granted {spent} calls; there may be more after {until}.</source>
        <translation>“{location}”已允许 {spent} 次调用；{until} 之后可能会有更多。</translation>
    </message>
    <message>
        <source>The server of &apos;{location}&apos; wants a password, and there is none on this computer.</source>
        <translation>“{location}”的服务器要求密码，而这台电脑上没有。</translation>
    </message>
    <message>
        <source>This account does not see everything in &apos;{location}&apos;, so nothing was backed up: {hidden} ({reason}).</source>
        <translation>此账户无法看到“{location}”中的全部数据，因此没有备份任何内容：{hidden}（{reason}）。</translation>
    </message>
    <message>
        <source>The program &apos;{tool}&apos;, version {version} or newer, is not on this computer.</source>
        <translation>这台电脑上没有程序“{tool}”（{version} 或更新版本）。</translation>
    </message>
    <message>
        <source>The CRM changed while it was read: {what}.</source>
        <translation>读取期间 CRM 发生了变化：{what}。</translation>
    </message>
    <message>
        <source>Records of &apos;{entity}&apos; did not read back as they were written: {differences}. Everything was put back as it was.</source>
        <translation>“{entity}”中有 {differences} 条记录回读结果与写入的不一致。一切已恢复原状。</translation>
    </message>
    <message>
        <source>The connection to &apos;{location}&apos; was lost at the last moment, so it is not known whether the restore was kept. Either all of it was, or nothing: {reason}.</source>
        <translation>与“{location}”的连接在最后一刻中断，无法确定还原是否已保留。要么全部保留，要么全部没有：{reason}。</translation>
    </message>
    <message>
        <source>A restore into &apos;{location}&apos; was interrupted, and it is not finished yet: {reason}.</source>
        <translation>还原到“{location}”时被中断，尚未完成：{reason}。</translation>
    </message>
    <message>
        <source>Something else is already working on &apos;{crm}&apos;.</source>
        <translation>另一个任务正在处理“{crm}”。</translation>
    </message>
    <message>
        <source>The settings in &apos;{location}&apos; cannot be used: {problem}.</source>
        <translation>无法使用“{location}”中的设置：{problem}。</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Something happened that the program was not prepared for.</source>
        <translation>发生了程序未曾预料到的情况。</translation>
    </message>
    <message>
        <source>Try again. If it happens again, please report it with the details.</source>
        <translation>请重试。如果再次发生，请附上详细信息向我们报告。</translation>
    </message>
    <message>
        <source>It failed, and nothing is known about why.</source>
        <translation>操作失败，原因不明。</translation>
    </message>
</context>
<context>
    <name>FieldChoice</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Parts of the CRM that have it</source>
        <translation>所在的组成部分</translation>
    </message>
</context>
<context>
    <name>FieldsDialog</name>
    <message>
        <source>Only some fields</source>
        <translation>仅部分字段</translation>
    </message>
    <message>
        <source>Only the ticked fields are put back, into records that are there. None is created or removed.</source>
        <translation>只把勾选的字段恢复到现有记录中，不会新建或移除记录。</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Choose these</source>
        <translation>选定</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>FilesChoice</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Kind of files</source>
        <translation>文件类型</translation>
    </message>
    <message>
        <source>CSV: opens in every spreadsheet</source>
        <translation>CSV：任何电子表格都能打开</translation>
    </message>
    <message>
        <source>Parquet: for data analysis, keeps the types</source>
        <translation>Parquet：用于数据分析，保留字段类型</translation>
    </message>
    <message>
        <source>{crm} files</source>
        <translation>{crm} 文件</translation>
    </message>
</context>
<context>
    <name>Found</name>
    <message numerus="yes">
        <source>%n part(s)</source>
        <translation>
            <numerusform>%Ln 个部分</numerusform>
        </translation>
    </message>
    <message>
        <source>Found: {kind}, {parts}</source>
        <translation>找到：{kind}，{parts}</translation>
    </message>
    <message>
        <source>{count} records</source>
        <translation>{count} 条记录</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>{details}.</source>
        <translation>{details}。</translation>
    </message>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names}，另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>{service} “{account}”</source>
        <translation>{service}“{account}”</translation>
    </message>
    <message>
        <source>{server} {version}</source>
        <translation>{server} {version}</translation>
    </message>
    <message>
        <source>{crm} in {place}</source>
        <translation>{place} 中的 {crm}</translation>
    </message>
    <message>
        <source>The connection is not encrypted: others in the network could read what is sent. Choose another encryption under “More” if the server can.</source>
        <translation>连接未加密：网络中的其他人可能读取所传输的内容。如果服务器支持，请在“更多”中选择其他加密方式。</translation>
    </message>
    <message>
        <source>This CRM keeps files outside of its database. Choose their folder under “Attachments”, or they are not backed up.</source>
        <translation>此 CRM 在数据库之外还保存文件。请在“附件”中选择其文件夹，否则不会备份这些文件。</translation>
    </message>
    <message>
        <source>a database file</source>
        <translation>一个数据库文件</translation>
    </message>
    <message>
        <source>a folder of files</source>
        <translation>一个文件夹</translation>
    </message>
</context>
<context>
    <name>FoundRecords</name>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Part of the CRM</source>
        <translation>CRM 的组成部分</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>内容</translation>
    </message>
</context>
<context>
    <name>Head</name>
    <message>
        <source>Enter the password…</source>
        <translation>输入密码…</translation>
    </message>
    <message>
        <source>Restore…</source>
        <translation>还原…</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Take a recovery point now (Ctrl+B)</source>
        <translation>立即创建恢复点 (Ctrl+B)</translation>
    </message>
    <message>
        <source>Whatever fits best</source>
        <translation>自动选择最合适的方式</translation>
    </message>
    <message>
        <source>Incremental: what changed since the newest recovery point</source>
        <translation>增量：自最新恢复点以来的更改</translation>
    </message>
    <message>
        <source>Differential: what changed since the newest full one</source>
        <translation>差异：自最新完整恢复点以来的更改</translation>
    </message>
    <message>
        <source>Full: everything</source>
        <translation>完整：全部内容</translation>
    </message>
    <message>
        <source>Only some parts of the CRM…</source>
        <translation>仅 CRM 的部分内容…</translation>
    </message>
    <message>
        <source>Sign in again…</source>
        <translation>重新登录…</translation>
    </message>
    <message>
        <source>Looking at the recovery points…</source>
        <translation>正在查看恢复点…</translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>Protected</source>
        <translation>已受保护</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>需要注意</translation>
    </message>
    <message>
        <source>Not protected</source>
        <translation>未受保护</translation>
    </message>
    <message>
        <source>{state}.</source>
        <translation>{state}。</translation>
    </message>
    <message>
        <source>No schedule.</source>
        <translation>没有计划。</translation>
    </message>
    <message>
        <source>Paused. Next: {when}</source>
        <translation>已暂停。下次：{when}</translation>
    </message>
    <message>
        <source>Next: {when}</source>
        <translation>下次：{when}</translation>
    </message>
    <message>
        <source>It was never backed up.</source>
        <translation>从未备份过。</translation>
    </message>
    <message>
        <source>Newer recovery points have vanished.</source>
        <translation>较新的恢复点消失了。</translation>
    </message>
    <message>
        <source>A recovery point is damaged; take a full backup.</source>
        <translation>有恢复点已损坏；请做一次完整备份。</translation>
    </message>
    <message>
        <source>The last restore drill failed: a recovery point did not come back as it was.</source>
        <translation>上次还原演练失败：有一个恢复点未能原样还原。</translation>
    </message>
    <message>
        <source>The CRM, or the place of its recovery points, could not be reached.</source>
        <translation>无法访问 CRM 或存放恢复点的位置。</translation>
    </message>
    <message>
        <source>The passphrase is needed.</source>
        <translation>需要密码短语。</translation>
    </message>
    <message>
        <source>The CRM does not let the program in; its password or a new sign-in is needed.</source>
        <translation>CRM 不让本程序进入；需要密码或重新登录。</translation>
    </message>
    <message>
        <source>The last backup failed.</source>
        <translation>上次备份失败。</translation>
    </message>
    <message>
        <source>A backup is overdue.</source>
        <translation>备份已逾期。</translation>
    </message>
    <message>
        <source>The last backup gave warnings.</source>
        <translation>上次备份有警告。</translation>
    </message>
    <message>
        <source>Backups are only made when you ask for one.</source>
        <translation>仅在您要求时备份。</translation>
    </message>
    <message>
        <source>The schedule is paused.</source>
        <translation>计划已暂停。</translation>
    </message>
    <message>
        <source>Last good recovery point {age}, not checked yet.</source>
        <translation>最近的完好恢复点：{age}，尚未检查。</translation>
    </message>
    <message>
        <source>Last good recovery point {age}, checked {day}.</source>
        <translation>最近的完好恢复点：{age}，{day}检查过。</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%Ln 天前</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Hosted</name>
    <message>
        <source>An organisation at Salesforce, with everything that its user may read.</source>
        <translation>Salesforce 中的一个组织，包含其用户可以读取的全部内容。</translation>
    </message>
    <message>
        <source>An organisation at Zoho CRM, with its attachments.</source>
        <translation>Zoho CRM 中的一个组织，包括附件。</translation>
    </message>
    <message>
        <source>An account at HubSpot, with its own objects and what links its records.</source>
        <translation>HubSpot 中的一个账户，包括自定义对象和记录之间的关联。</translation>
    </message>
    <message>
        <source>in the browser</source>
        <translation>在浏览器中</translation>
    </message>
    <message>
        <source>with a user name and a password</source>
        <translation>使用用户名和密码</translation>
    </message>
    <message>
        <source>with an app of your own (client credentials)</source>
        <translation>使用您自己的应用（客户端凭据）</translation>
    </message>
    <message>
        <source>with a key that you have made there</source>
        <translation>使用您在那里创建的密钥</translation>
    </message>
    <message>
        <source>Make an external client app in the setup of Salesforce once; “Permissions…” says what it needs. Its consumer key goes here.</source>
        <translation>请在 Salesforce 的设置中创建一次外部客户端应用；“权限…”说明它需要什么。在此填写它的使用者密钥。</translation>
    </message>
    <message>
        <source>Add a client in the API console of Zoho once; “Permissions…” says what it needs. Its id goes here.</source>
        <translation>请在 Zoho 的 API 控制台中添加一次客户端；“权限…”说明它需要什么。在此填写它的 ID。</translation>
    </message>
    <message>
        <source>Make an app in HubSpot once; “Permissions…” says what it needs. Its client id and secret go here. A private app with a key is simpler.</source>
        <translation>请在 HubSpot 中创建一次应用；“权限…”说明它需要什么。在此填写它的客户端 ID 和密钥。使用带令牌的私有应用更简单。</translation>
    </message>
    <message>
        <source>In HubSpot, make a private app in the settings under Integrations; “Permissions…” lists its scopes. Then copy its access token to here.</source>
        <translation>在 HubSpot 设置的“集成”中创建私有应用；“权限…”列出它的范围。然后将其访问令牌复制到这里。</translation>
    </message>
    <message>
        <source>For experts: add a self client in the API console of Zoho, make a code with the scopes that “Permissions…” lists, and exchange it for a refresh token.</source>
        <translation>供专家使用：在 Zoho 的 API 控制台中添加自助客户端，用“权限…”列出的范围生成代码，再换取刷新令牌。</translation>
    </message>
    <message>
        <source>Salesforce sends the security token by e-mail when somebody resets it in the personal settings. None is needed from addresses that your company trusts.</source>
        <translation>在个人设置中重置安全令牌时，Salesforce 会通过电子邮件发送它。从公司信任的地址登录则不需要。</translation>
    </message>
    <message>
        <source>In the setup of Salesforce, make an app with the client credentials flow, and choose the user for whom it reads.</source>
        <translation>在 Salesforce 的设置中，创建使用客户端凭据流程的应用，并选择它代表哪个用户读取。</translation>
    </message>
    <message>
        <source>Consumer se&amp;cret</source>
        <translation>使用者机密(&amp;C)</translation>
    </message>
    <message>
        <source>Client &amp;id</source>
        <translation>客户端 ID(&amp;I)</translation>
    </message>
    <message>
        <source>Client se&amp;cret</source>
        <translation>客户端密钥(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>Security &amp;token</source>
        <translation>安全令牌(&amp;T)</translation>
    </message>
    <message>
        <source>Refresh &amp;token</source>
        <translation>刷新令牌(&amp;T)</translation>
    </message>
    <message>
        <source>Access &amp;token</source>
        <translation>访问令牌(&amp;T)</translation>
    </message>
    <message>
        <source>a sandbox (test.salesforce.com)</source>
        <translation>沙盒（test.salesforce.com）</translation>
    </message>
    <message>
        <source>United States (zoho.com)</source>
        <translation>美国（zoho.com）</translation>
    </message>
    <message>
        <source>Europe (zoho.eu)</source>
        <translation>欧洲（zoho.eu）</translation>
    </message>
    <message>
        <source>India (zoho.in)</source>
        <translation>印度（zoho.in）</translation>
    </message>
    <message>
        <source>Australia (zoho.com.au)</source>
        <translation>澳大利亚（zoho.com.au）</translation>
    </message>
    <message>
        <source>China (zoho.com.cn)</source>
        <translation>中国（zoho.com.cn）</translation>
    </message>
    <message>
        <source>Japan (zoho.jp)</source>
        <translation>日本（zoho.jp）</translation>
    </message>
    <message>
        <source>Saudi Arabia (zoho.sa)</source>
        <translation>沙特阿拉伯（zoho.sa）</translation>
    </message>
    <message>
        <source>Canada (zohocloud.ca)</source>
        <translation>加拿大（zohocloud.ca）</translation>
    </message>
</context>
<context>
    <name>HostedForm</name>
    <message>
        <source>&amp;Remember on this computer, so that backups run by themselves</source>
        <translation>在这台电脑上记住，以便自动备份(&amp;R)</translation>
    </message>
    <message>
        <source>Back up &amp;attachments, which takes one call for each file</source>
        <translation>备份附件，每个文件需要一次调用(&amp;A)</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Share of the calls that stays free</source>
        <translation>留出的调用比例</translation>
    </message>
    <message>
        <source> h</source>
        <translation> 小时</translation>
    </message>
    <message>
        <source>Hours to wait when no calls are left</source>
        <translation>没有剩余调用时等待的小时数</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>更多(&amp;M)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>How many calls stay free for your other programs</source>
        <translation>为您的其他程序留出多少调用</translation>
    </message>
    <message>
        <source>Sign in with the &amp;browser…</source>
        <translation>用浏览器登录(&amp;B)…</translation>
    </message>
    <message>
        <source>Per&amp;missions…</source>
        <translation>权限(&amp;M)…</translation>
    </message>
    <message>
        <source>of the calls</source>
        <translation>的调用次数</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>为上限</translation>
    </message>
    <message>
        <source>Leave &amp;free</source>
        <translation>留出(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Wait for calls</source>
        <translation>等待额度(&amp;W)</translation>
    </message>
    <message>
        <source>another server</source>
        <translation>其他服务器</translation>
    </message>
    <message>
        <source>Signed in: {account}.</source>
        <translation>已登录：{account}。</translation>
    </message>
    <message>
        <source>These permissions were not given: {names}.</source>
        <translation>未授予以下权限：{names}。</translation>
    </message>
    <message>
        <source>as it is kept on this computer</source>
        <translation>使用这台电脑上保存的</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Data &amp;centre</source>
        <translation>数据中心(&amp;C)</translation>
    </message>
    <message>
        <source>Sign in a&amp;t</source>
        <translation>登录位置(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Organisation</source>
        <translation>组织(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Account number</source>
        <translation>账户编号(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Sign-in</source>
        <translation>登录方式(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>服务器(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;erver</source>
        <translation>服务器(&amp;E)</translation>
    </message>
    <message>
        <source>Client &amp;id</source>
        <translation>客户端 ID(&amp;I)</translation>
    </message>
    <message>
        <source>Consumer &amp;key</source>
        <translation>使用者密钥(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;User name</source>
        <translation>用户名(&amp;U)</translation>
    </message>
    <message>
        <source>a name of your choice, if you have several</source>
        <translation>如有多个组织，可自取名称</translation>
    </message>
    <message>
        <source>such as 12345678</source>
        <translation>例如 12345678</translation>
    </message>
    <message>
        <source>such as acme.my.salesforce.com</source>
        <translation>例如 acme.my.salesforce.com</translation>
    </message>
    <message>
        <source>such as ada@acme.com</source>
        <translation>例如 ada@acme.com</translation>
    </message>
    <message>
        <source>of the app that you have made there</source>
        <translation>您在那里创建的应用的</translation>
    </message>
</context>
<context>
    <name>JobPanel</name>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel: {job}</source>
        <translation>取消：{job}</translation>
    </message>
    <message>
        <source>Waits until another job has ended</source>
        <translation>等待另一个任务结束</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>You may close this window.</source>
        <translation>可以关闭此窗口，任务会继续。</translation>
    </message>
    <message>
        <source>Keep this window open.</source>
        <translation>任务结束前请勿关闭窗口。</translation>
    </message>
    <message>
        <source>Stopping safely…</source>
        <translation>正在安全停止…</translation>
    </message>
    <message>
        <source>{number} %</source>
        <extracomment>A share of the whole; the number comes formatted.</extracomment>
        <translation>{number}%</translation>
    </message>
    <message>
        <source>Reading {entity}</source>
        <translation>正在读取：{entity}</translation>
    </message>
    <message>
        <source>Comparing {entity}</source>
        <translation>正在比较：{entity}</translation>
    </message>
    <message>
        <source>Removing from {entity}</source>
        <translation>正在移除：{entity}</translation>
    </message>
    <message>
        <source>Writing {entity}</source>
        <translation>正在写入：{entity}</translation>
    </message>
    <message>
        <source>Reading back {entity}</source>
        <translation>正在回读：{entity}</translation>
    </message>
    <message>
        <source>Checking what is stored</source>
        <translation>正在检查存储的内容</translation>
    </message>
</context>
<context>
    <name>KeepButton</name>
    <message>
        <source>Keep for good</source>
        <translation>永久保留</translation>
    </message>
    <message>
        <source>Pin it: no rule lets it go</source>
        <translation>固定：任何规则都不会移除它</translation>
    </message>
    <message>
        <source>Legal hold: nothing removes it</source>
        <translation>法律保留：不得以任何方式移除</translation>
    </message>
    <message>
        <source>Take the legal hold back?</source>
        <translation>要解除法律保留吗？</translation>
    </message>
    <message>
        <source>From then on the rules may let this recovery point go.</source>
        <translation>此后，保留规则可能会移除此恢复点。</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>解除</translation>
    </message>
    <message>
        <source>Keep the hold</source>
        <translation>继续保留</translation>
    </message>
    <message>
        <source>Pinned: no rule lets it go.</source>
        <translation>已固定：任何规则都不会移除它。</translation>
    </message>
    <message>
        <source>Under legal hold: nothing removes it.</source>
        <translation>处于法律保留：不得以任何方式移除。</translation>
    </message>
    <message>
        <source>A part of it is under legal hold.</source>
        <translation>其中一部分处于法律保留。</translation>
    </message>
</context>
<context>
    <name>KeyList</name>
    <message>
        <source>What opens it</source>
        <translation>开启方式</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>添加时间</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>The computer {name}</source>
        <translation>电脑 {name}</translation>
    </message>
    <message>
        <source>Easier to guess than today&apos;s: change it</source>
        <translation>比现行标准更易被猜出：请更改</translation>
    </message>
    <message>
        <source>A passphrase</source>
        <translation>密码短语</translation>
    </message>
    <message>
        <source>A recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>A computer</source>
        <translation>一台电脑</translation>
    </message>
</context>
<context>
    <name>KeyTrouble</name>
    <message>
        <source>The recovery code has a typing error, most likely in group {number}.</source>
        <translation>恢复码有输入错误，最可能在第 {number} 组。</translation>
    </message>
    <message>
        <source>Compare it with your printed sheet, group by group.</source>
        <translation>请与打印的恢复卡逐组核对。</translation>
    </message>
    <message>
        <source>This computer has no keyring, so it cannot keep the key.</source>
        <translation>这台电脑没有密钥环，无法保存密钥。</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked, so the key was not kept.</source>
        <translation>这台电脑的密钥环已锁定，因此没有保存密钥。</translation>
    </message>
    <message>
        <source>The keyring of this computer did not keep the key.</source>
        <translation>这台电脑的密钥环没有保存密钥。</translation>
    </message>
    <message>
        <source>The keyring of this computer refused to keep the key.</source>
        <translation>这台电脑的密钥环拒绝保存密钥。</translation>
    </message>
    <message>
        <source>The repository is open now. The next time, the passphrase will be asked for again.</source>
        <translation>存储库现已打开。下次仍会要求输入密码短语。</translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code.</source>
        <translation>请输入密码短语或恢复码。</translation>
    </message>
    <message>
        <source>This computer keeps no key for this repository.</source>
        <translation>这台电脑没有保存此存储库的密钥。</translation>
    </message>
    <message>
        <source>This passphrase does not open the repository.</source>
        <translation>这个密码短语无法打开存储库。</translation>
    </message>
    <message>
        <source>Check capital letters and the keyboard language, or use the recovery code from your sheet.</source>
        <translation>请检查大小写和键盘语言，或使用恢复卡上的恢复码。</translation>
    </message>
    <message>
        <source>This recovery code does not open the repository.</source>
        <translation>这个恢复码无法打开存储库。</translation>
    </message>
    <message>
        <source>Compare it with your printed sheet, or use the passphrase. It may belong to another repository.</source>
        <translation>请与打印的恢复卡核对，或使用密码短语。它可能属于另一个存储库。</translation>
    </message>
    <message>
        <source>The key that this computer keeps no longer opens the repository.</source>
        <translation>这台电脑保存的密钥已无法打开存储库。</translation>
    </message>
    <message>
        <source>It may have been removed there. Enter the passphrase or the recovery code.</source>
        <translation>该密钥可能已在存储库中被移除。请输入密码短语或恢复码。</translation>
    </message>
    <message>
        <source>This repository has no passphrase.</source>
        <translation>此存储库没有密码短语。</translation>
    </message>
    <message>
        <source>Use the recovery code from your sheet.</source>
        <translation>请使用恢复卡上的恢复码。</translation>
    </message>
    <message>
        <source>This repository has no recovery code.</source>
        <translation>此存储库没有恢复码。</translation>
    </message>
    <message>
        <source>Use the passphrase. The code may belong to another repository.</source>
        <translation>请使用密码短语。该恢复码可能属于另一个存储库。</translation>
    </message>
    <message>
        <source>This computer has no keyring, so it cannot keep a key.</source>
        <translation>这台电脑没有密钥环，无法保存密钥。</translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code. It will be asked for at every start.</source>
        <translation>请输入密码短语或恢复码。每次启动时都会要求输入。</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked.</source>
        <translation>这台电脑的密钥环已锁定。</translation>
    </message>
    <message>
        <source>Unlock it and try again, or enter the passphrase or the recovery code.</source>
        <translation>请解锁后重试，或输入密码短语或恢复码。</translation>
    </message>
    <message>
        <source>The keyring has an entry for this repository, but no usable key in it.</source>
        <translation>密钥环中有此存储库的条目，但其中没有可用的密钥。</translation>
    </message>
    <message>
        <source>Enter the passphrase or the recovery code; tick the box to keep a new key.</source>
        <translation>请输入密码短语或恢复码；勾选复选框可保存新密钥。</translation>
    </message>
    <message>
        <source>The keyring of this computer refuses access.</source>
        <translation>这台电脑的密钥环拒绝访问。</translation>
    </message>
    <message>
        <source>Allow this program to use it and try again, or enter the passphrase or the recovery code.</source>
        <translation>请允许本程序使用密钥环后重试，或输入密码短语或恢复码。</translation>
    </message>
</context>
<context>
    <name>KeysPart</name>
    <message>
        <source>Who can open it</source>
        <translation>谁可以打开</translation>
    </message>
    <message>
        <source>Keys of the repository</source>
        <translation>存储库的密钥</translation>
    </message>
    <message>
        <source>Add a passphrase…</source>
        <translation>添加密码短语…</translation>
    </message>
    <message>
        <source>Change the passphrase…</source>
        <translation>更改密码短语…</translation>
    </message>
    <message>
        <source>New recovery code and sheet…</source>
        <translation>新的恢复码和恢复卡…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>Let this computer open it by itself</source>
        <translation>允许这台电脑自行打开</translation>
    </message>
    <message>
        <source>Open the repository…</source>
        <translation>打开存储库…</translation>
    </message>
    <message>
        <source>Each of these opens all recovery points in this place. Whoever has copied the repository can still open that copy with a key that you remove.</source>
        <translation>以下每一种方式都能打开此处的所有恢复点。若有人此前复制了存储库，他仍可用您移除的密钥打开那份副本。</translation>
    </message>
    <message>
        <source>Add a passphrase</source>
        <translation>添加密码短语</translation>
    </message>
    <message>
        <source>It opens the repository beside the keys that are there, for example for a second person.</source>
        <translation>它与现有密钥一样可以打开存储库，例如供另一个人使用。</translation>
    </message>
    <message>
        <source>Add it</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Change the passphrase</source>
        <translation>更改密码短语</translation>
    </message>
    <message>
        <source>The new one takes the place of the old one, which no longer opens the repository.</source>
        <translation>新的密码短语将取代旧的，旧的不再能打开存储库。</translation>
    </message>
    <message>
        <source>Change it</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>The passphrase was added.</source>
        <translation>已添加密码短语。</translation>
    </message>
    <message>
        <source>The passphrase was changed.</source>
        <translation>已更改密码短语。</translation>
    </message>
    <message>
        <source>The new recovery code opens the repository. Older ones do too until you remove them.</source>
        <translation>新的恢复码可以打开存储库。旧的恢复码在您移除之前仍然有效。</translation>
    </message>
    <message>
        <source>Remove this key?</source>
        <translation>要移除此密钥吗？</translation>
    </message>
    <message>
        <source>{key} no longer opens the repository. This cannot be taken back.</source>
        <translation>“{key}”将不再能打开存储库。此操作无法撤销。</translation>
    </message>
    <message>
        <source>Remove the key</source>
        <translation>移除密钥</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>The key was removed.</source>
        <translation>已移除密钥。</translation>
    </message>
    <message>
        <source>This computer opens the repository by itself from now on.</source>
        <translation>从现在起，这台电脑可以自行打开存储库。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Storage &amp;&amp; keys</source>
        <translation>存储与密钥</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>CRMs</source>
        <translation>CRM 列表</translation>
    </message>
    <message>
        <source>Add a CRM</source>
        <translation>添加 CRM</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Undo that restore?</source>
        <translation>要撤销该次还原吗？</translation>
    </message>
    <message>
        <source>What the restore replaced is put back into {place}, and what it created is taken away. All else stays as it is now. A safety point is kept first, so this can be undone as well.</source>
        <translation>还原所替换的内容将恢复到 {place}，它新建的内容将被移除，其他一切保持现状。操作前会先保存安全点，因此这一步也可以撤销。</translation>
    </message>
    <message>
        <source>Undo that restore</source>
        <translation>撤销该次还原</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Something went wrong</source>
        <translation>出了点问题</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>NewCodeDialog</name>
    <message>
        <source>Keep the recovery code</source>
        <translation>妥善保管恢复码</translation>
    </message>
    <message>
        <source>I &amp;have kept the recovery code</source>
        <translation>我已妥善保管恢复码(&amp;H)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>It opens the repository when the passphrase is forgotten, and is shown only now. Print it or write it down. Keep it where you keep passports, not on this computer.</source>
        <translation>忘记密码短语时可用它打开存储库；它只在此时显示。请打印或抄写下来，与护照放在一起，不要存放在这台电脑上。</translation>
    </message>
</context>
<context>
    <name>NewPassphraseDialog</name>
    <message>
        <source>New passphrase</source>
        <translation>新密码短语</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>再次输入</translation>
    </message>
    <message>
        <source>&amp;New passphrase</source>
        <translation>新密码短语(&amp;N)</translation>
    </message>
    <message>
        <source>The same &amp;again</source>
        <translation>再次输入(&amp;A)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Type it twice, because a typing error would lock you out.</source>
        <translation>请输入两次，因为输错会让您无法打开。</translation>
    </message>
    <message>
        <source>Both are the same.</source>
        <translation>两次输入一致。</translation>
    </message>
    <message>
        <source>The two are not the same yet.</source>
        <translation>两次输入尚不一致。</translation>
    </message>
</context>
<context>
    <name>NextRuns</name>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>方式</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>&apos;{name}&apos; is no longer there; earlier recovery points still hold its {count} records.</source>
        <translation>“{name}”已不存在；较早的恢复点仍保存着它的 {count} 条记录。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; fell from {before} to {after} records.</source>
        <translation>“{name}”的记录从 {before} 条减少到 {after} 条。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is sorted by rules of the CRM&apos;s own, so it is compared letter by letter.</source>
        <translation>“{name}”按 CRM 自己的规则排序，因此逐字比较。</translation>
    </message>
    <message>
        <source>Of the files, {count} could not be read and are missing, with all that lies in them: {names}.</source>
        <translation>有 {count} 个文件或文件夹无法读取，它们及其中的内容均未备份：{names}。</translation>
    </message>
    <message>
        <source>{count} items in the folder are not real files and were left out: {names}.</source>
        <translation>文件夹中有 {count} 项不是真正的文件，已略过：{names}。</translation>
    </message>
    <message>
        <source>A restore into &apos;{place}&apos; was interrupted: its files are neither as before nor as they were to be. Run the restore again, then take another backup.</source>
        <translation>还原到“{place}”时被中断：其中的文件既不是原来的样子，也不是应有的样子。请重新还原，然后再备份一次。</translation>
    </message>
    <message>
        <source>{problem} This machine needs the passphrase for every backup.</source>
        <translation>{problem}这台电脑每次备份都需要密码短语。</translation>
    </message>
    <message>
        <source>A recovery point behind the chosen one cannot be read, and may have been nearer to that time.</source>
        <translation>所选恢复点之后的一个恢复点无法读取，它可能更接近那个时间。</translation>
    </message>
    <message>
        <source>Newer recovery points that are damaged: {count}. What changed between {moment} and {until} is lost.</source>
        <translation>有 {count} 个较新的恢复点已损坏。{moment} 至 {until} 之间的更改已丢失。</translation>
    </message>
    <message>
        <source>Newer recovery points that are damaged: {count}. What changed after {moment} is lost.</source>
        <translation>有 {count} 个较新的恢复点已损坏。{moment} 之后的更改已丢失。</translation>
    </message>
    <message>
        <source>{crm}: the recovery point before number {number} is gone or was exchanged.</source>
        <translation>{crm}：第 {number} 号之前的恢复点已消失或被调换。</translation>
    </message>
    <message>
        <source>{crm}: recovery point number {number} is not the one that this computer has seen before.</source>
        <translation>{crm}：第 {number} 号恢复点不是这台电脑以前见过的那一个。</translation>
    </message>
    <message>
        <source>{crm}: this computer has seen recovery point number {seen} before, but the newest one here is number {number}.</source>
        <translation>{crm}：这台电脑以前见过第 {seen} 号恢复点，但这里最新的是第 {number} 号。</translation>
    </message>
    <message>
        <source>{crm}: recovery point number {number} is gone.</source>
        <translation>{crm}：第 {number} 号恢复点已消失。</translation>
    </message>
    <message>
        <source>{count} of &apos;{child}&apos; refer to &apos;{parent}&apos; that are not there.</source>
        <translation>“{child}”中有 {count} 条记录引用了不存在的“{parent}”。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; has no such fields any more, so their values were left out: {names}.</source>
        <translation>“{name}”已没有以下字段，因此其值未恢复：{names}。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; has fields that the point does not know; they stay as they are: {names}.</source>
        <translation>“{name}”有恢复点中没有的字段，这些字段保持不变：{names}。</translation>
    </message>
    <message>
        <source>Whether everything that &apos;{name}&apos; refers to is there cannot be checked.</source>
        <translation>无法检查“{name}”所引用的内容是否都存在。</translation>
    </message>
    <message>
        <source>The CRM&apos;s index &apos;{name}&apos; could not be made; the CRM makes it itself. {problem}</source>
        <translation>无法建立 CRM 的索引“{name}”；CRM 会自行建立。{problem}</translation>
    </message>
    <message>
        <source>The search index &apos;{name}&apos; must be made anew by the CRM: {problem}</source>
        <translation>搜索索引“{name}”须由 CRM 重新建立：{problem}</translation>
    </message>
    <message>
        <source>Folders that could not be removed: {names} ({count}).</source>
        <translation>有 {count} 个文件夹无法移除：{names}。</translation>
    </message>
    <message>
        <source>Folders that did not take their rights or dates: {names} ({count}).</source>
        <translation>有 {count} 个文件夹无法设置权限或日期：{names}。</translation>
    </message>
    <message>
        <source>How long this took could not be kept for the planner: {problem}</source>
        <translation>无法保存本次用时供规划使用：{problem}</translation>
    </message>
    <message>
        <source>There is no CRM yet at that place.</source>
        <translation>该位置还没有 CRM。</translation>
    </message>
    <message>
        <source>The target has no {names}.</source>
        <translation>目标中没有 {names}。</translation>
    </message>
    <message>
        <source>The target no longer has {names}.</source>
        <translation>目标中已没有 {names}。</translation>
    </message>
    <message>
        <source>The records do not fit together without others: {list}. The target did not take {names}.</source>
        <translation>这些记录缺少其他记录便不完整：{list}。目标未接受 {names}。</translation>
    </message>
    <message>
        <source>The records do not fit together without others: {list}.</source>
        <translation>这些记录缺少其他记录便不完整：{list}。</translation>
    </message>
    <message>
        <source>{count} of &apos;{child}&apos; would refer to &apos;{parent}&apos; that are not there</source>
        <translation>“{child}”中有 {count} 条记录会引用不存在的“{parent}”</translation>
    </message>
    <message>
        <source>Attachments are left out: restore them into a folder.</source>
        <translation>附件不会导出：请将它们还原到文件夹中。</translation>
    </message>
    <message>
        <source>Values of &apos;{name}&apos; do not fit the field of that name in the target.</source>
        <translation>“{name}”的值不符合目标中同名字段的要求。</translation>
    </message>
    <message>
        <source>{record} could not be {done}: {problem}</source>
        <translation>无法处理 {record}（{done}）：{problem}</translation>
    </message>
    <message>
        <source>{record} is in the way of another restored record.</source>
        <translation>{record} 妨碍了另一条要还原的记录。</translation>
    </message>
    <message>
        <source>The target refuses most records of &apos;{name}&apos;: {problem}.</source>
        <translation>目标拒绝了“{name}”的大部分记录：{problem}。</translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; have nothing that identifies them, so they can only come back whole.</source>
        <translation>“{name}”的记录没有可识别的标识，只能整体还原。</translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; are identified by {fields} in the recovery point, and by {others} in the target.</source>
        <translation>“{name}”的记录在恢复点中以 {fields} 识别，在目标中以 {others} 识别。</translation>
    </message>
    <message>
        <source>The recovery point and the target write the text of &apos;{name}&apos; in different ways.</source>
        <translation>恢复点与目标以不同方式保存“{name}”的文字。</translation>
    </message>
    <message>
        <source>&apos;{place}&apos; was created by somebody else meanwhile.</source>
        <translation>“{place}”在此期间已由他人创建。</translation>
    </message>
    <message>
        <source>The recovery point describes &apos;{name}&apos; in a way that cannot be trusted.</source>
        <translation>恢复点对“{name}”的描述不可信。</translation>
    </message>
    <message>
        <source>The database &apos;{place}&apos; does not take it: {problem}.</source>
        <translation>数据库“{place}”不接受：{problem}。</translation>
    </message>
    <message>
        <source>&apos;{place}&apos; cannot be written: {problem}.</source>
        <translation>无法写入“{place}”：{problem}。</translation>
    </message>
    <message>
        <source>Recovery points of the copy that cannot be read: {count}. Check the copy.</source>
        <translation>副本中无法读取的恢复点：{count} 个。请检查该副本。</translation>
    </message>
    <message>
        <source>Files that the copy no longer needs, and that its place does not let be deleted yet: {count}.</source>
        <translation>副本不再需要、但其存放位置暂时不允许删除的文件：{count} 个。</translation>
    </message>
    <message>
        <source>The copy still opens with a key that the original no longer has ({name}).</source>
        <translation>该副本仍可用原存储库已不再使用的密钥打开（{name}）。</translation>
    </message>
    <message>
        <source>&apos;{location}&apos; cannot be reached now. The copy in &apos;{place}&apos; is used, which may lack the newest points.</source>
        <translation>现在无法访问“{location}”。已改用“{place}”中的副本，其中可能缺少最新的恢复点。</translation>
    </message>
    <message>
        <source>How old the copy is could not be kept: {problem}</source>
        <translation>无法记录副本的时间：{problem}</translation>
    </message>
    <message>
        <source>From number {number} on, the copy has other recovery points than the original, so no more were copied.</source>
        <translation>从第 {number} 号起，副本中的恢复点与原存储库不同，因此没有继续复制。</translation>
    </message>
    <message>
        <source>Recovery point number {number} is gone from the original, nobody knows why; the copy keeps it.</source>
        <translation>原存储库中第 {number} 号恢复点不见了，原因不明；副本会保留它。</translation>
    </message>
    <message>
        <source>Recovery point number {number} is older here than in the copy; it stays.</source>
        <translation>第 {number} 号恢复点在这里比在副本中旧；保持不变。</translation>
    </message>
    <message>
        <source>a part of the copy that it needs is about to be cleaned up</source>
        <translation>它所需的副本内容即将被清理</translation>
    </message>
    <message>
        <source>what was written does not read back</source>
        <translation>写入的内容无法正确读回</translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; that you erased are still in the CRM, so this backup has them again: {count}.</source>
        <translation>您已抹除的“{name}”记录仍在 CRM 中，因此本次备份又包含了它们：{count} 条。</translation>
    </message>
    <message>
        <source>records are still being erased from it</source>
        <translation>仍在从中抹除记录</translation>
    </message>
    <message>
        <source>records were erased meanwhile</source>
        <translation>其间有记录被抹除</translation>
    </message>
    <message>
        <source>something in it is held, and so an erasure was taken back</source>
        <translation>其中有内容处于法律保留，因此一次抹除已被撤回</translation>
    </message>
    <message>
        <source>something where the recovery points are has the highest number that a recovery point can have</source>
        <translation>恢复点所在位置中有某个对象占用了恢复点可用的最大编号</translation>
    </message>
    <message>
        <source>A damaged recovery point does not tell what was missing in it, so nothing is deleted because of it.</source>
        <translation>已损坏的恢复点无法说明其中原本没有什么，因此不会据此删除任何内容。</translation>
    </message>
    <message>
        <source>Fields of &apos;{name}&apos; that this account may not read are not backed up: {names}.</source>
        <translation>“{name}”中此账户无权读取的字段未备份：{names}。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not backed up, because this account may not read it: {reason}.</source>
        <translation>“{name}”未备份，因为此账户无权读取：{reason}。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not backed up, because this account may not read it.</source>
        <translation>“{name}”未备份，因为此账户无权读取。</translation>
    </message>
    <message>
        <source>Computed fields of these may be older than the recovery point until the next full backup: {names}.</source>
        <translation>在下一次完整备份之前，以下对象的计算字段可能早于恢复点：{names}。</translation>
    </message>
    <message>
        <source>The service granted no more calls, so these are as of {moment}: {names}.</source>
        <translation>服务不再允许更多调用，因此以下内容停留在 {moment} 的状态：{names}。</translation>
    </message>
    <message>
        <source>The service granted no more calls, so these are not in this recovery point: {names}.</source>
        <translation>服务不再允许更多调用，因此以下内容不在此恢复点中：{names}。</translation>
    </message>
    <message>
        <source>The clock of the service and that of this computer differ by {number} minutes.</source>
        <translation>服务的时钟与这台电脑的时钟相差 {number} 分钟。</translation>
    </message>
    <message>
        <source>A restore into this CRM was interrupted: its records are neither as before nor as they were to be. Run the restore again, then take another backup.</source>
        <translation>还原到此 CRM 时被中断：其中的记录既不是原来的样子，也不是应有的样子。请重新还原，然后再备份一次。</translation>
    </message>
    <message>
        <source>This is another account than the one that was backed up: records get new ids, and only what was restored into it before is recognised.</source>
        <translation>这不是备份时的账户：记录会得到新的编号，只有以前还原到此账户的记录才能被识别。</translation>
    </message>
    <message>
        <source>Rules of the service changed since the recovery point and may act on what is restored: {names}.</source>
        <translation>自恢复点以来服务的规则已更改，可能影响还原的内容：{names}。</translation>
    </message>
    <message>
        <source>This account may not see some rules of the service, so they are not compared: {names}.</source>
        <translation>此账户无权查看服务的部分规则，因此不作比较：{names}。</translation>
    </message>
    <message>
        <source>A restore does not make these again, and records that need them are refused until somebody makes them in the service: {names}.</source>
        <translation>恢复不会重新创建以下内容；在有人于服务中创建它们之前，需要它们的记录会被拒绝：{names}。</translation>
    </message>
    <message>
        <source>Files attached to {count} records of &apos;{name}&apos; are not backed up, only their ids: the service keeps them apart, in its file manager.</source>
        <translation>“{name}”的 {count} 条记录所附的文件不会备份，只备份其 ID：服务将文件另存于其文件管理器中。</translation>
    </message>
    <message>
        <source>Switched on in the service, and may change or refuse what is restored: {names}.</source>
        <translation>服务中已启用、可能更改或拒绝所恢复内容的规则：{names}。</translation>
    </message>
    <message>
        <source>{count} records of &apos;{name}&apos; were written without &apos;{field}&apos;: what it points to has no counterpart in this account.</source>
        <translation>“{name}”的 {count} 条记录写入时没有“{field}”：它所指向的内容在此账户中没有对应项。</translation>
    </message>
    <message>
        <source>{count} records of &apos;{name}&apos; lack what an interrupted restore was still to write: {reason}.</source>
        <translation>“{name}”的 {count} 条记录仍缺少被中断的还原尚未写入的内容：{reason}。</translation>
    </message>
    <message>
        <source>What is known of records that another computer restored cannot be read, so some may be created again: {problem}</source>
        <translation>无法读取另一台电脑所还原记录的已知情况，因此部分记录可能会被重复创建：{problem}</translation>
    </message>
    <message>
        <source>What became of restored records could not be kept in the repository, so only this computer knows it: {problem}</source>
        <translation>还原记录的结果未能保存到存储库中，因此只有这台电脑知道：{problem}</translation>
    </message>
    <message>
        <source>a record has no id</source>
        <translation>有一条记录没有编号</translation>
    </message>
    <message>
        <source>an answer is no JSON ({reason})</source>
        <translation>回答不是 JSON（{reason}）</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a number from {least} to {most}</source>
        <translation>“{name}”是 {least} 到 {most} 之间的数字</translation>
    </message>
    <message>
        <source>These records are of another kind of CRM than this service.</source>
        <translation>这些记录属于另一种 CRM，而不是此服务。</translation>
    </message>
    <message>
        <source>The structure of &apos;{name}&apos; is made in the service itself.</source>
        <translation>“{name}”的结构由服务本身建立。</translation>
    </message>
    <message>
        <source>&apos;{place}&apos; must be spoken to through https.</source>
        <translation>必须通过 https 访问“{place}”。</translation>
    </message>
    <message>
        <source>an answer is larger than {size} MiB</source>
        <translation>有一个回答大于 {size} MiB</translation>
    </message>
    <message>
        <source>an answer is not compressed as it says</source>
        <translation>有一个回答的压缩方式与其声明不符</translation>
    </message>
    <message>
        <source>the service gave no reason</source>
        <translation>服务没有说明原因</translation>
    </message>
    <message>
        <source>the service did not say whether it was done</source>
        <translation>服务没有说明是否已完成</translation>
    </message>
    <message>
        <source>the service does not let this account create such records</source>
        <translation>服务不允许此账户新建这类记录</translation>
    </message>
    <message>
        <source>the service does not let this account change such records</source>
        <translation>服务不允许此账户更改这类记录</translation>
    </message>
    <message>
        <source>the service does not let this account delete such records</source>
        <translation>服务不允许此账户删除这类记录</translation>
    </message>
    <message>
        <source>it is there under another id</source>
        <translation>它以另一个编号存在</translation>
    </message>
    <message>
        <source>it is there under another id, which showed only during the restore: restore it once more</source>
        <translation>它以另一个编号存在，直到还原过程中才显现：请再还原一次</translation>
    </message>
    <message>
        <source>it was there before the restore</source>
        <translation>它在还原之前就已存在</translation>
    </message>
    <message>
        <source>what it belongs to is not there</source>
        <translation>它所属的记录不存在</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; must have a value</source>
        <translation>“{name}”必须有值</translation>
    </message>
    <message>
        <source>&apos;{value}&apos; is none of the values of &apos;{name}&apos;</source>
        <translation>“{value}”不是“{name}”的可选值</translation>
    </message>
    <message>
        <source>this computer cannot keep what became of its records ({reason})</source>
        <translation>这台电脑无法保存其记录的还原结果（{reason}）</translation>
    </message>
    <message>
        <source>what became of restored records cannot be read ({reason})</source>
        <translation>无法读取已还原记录的结果（{reason}）</translation>
    </message>
    <message>
        <source>the service does not say which account this is</source>
        <translation>服务没有说明这是哪个账户</translation>
    </message>
    <message>
        <source>it answers with status {number}</source>
        <translation>它以状态码 {number} 作答</translation>
    </message>
    <message>
        <source>an answer has another form than the service documents</source>
        <translation>有一个回答的格式与服务的说明不符</translation>
    </message>
    <message>
        <source>an answer cannot be read ({problem})</source>
        <translation>有一个回答无法读取（{problem}）</translation>
    </message>
    <message>
        <source>the service does not give all links of &apos;{name}&apos; and &apos;{field}&apos;</source>
        <translation>服务没有给出“{name}”与“{field}”之间的全部关联</translation>
    </message>
    <message>
        <source>the service does not give all of &apos;{name}&apos;</source>
        <translation>服务没有给出“{name}”的全部记录</translation>
    </message>
    <message>
        <source>the service does not give it ({problem})</source>
        <translation>服务没有给出这些记录（{problem}）</translation>
    </message>
    <message>
        <source>the service does not give &apos;{name}&apos; ({problem})</source>
        <translation>服务没有给出“{name}”（{problem}）</translation>
    </message>
    <message>
        <source>the service gives &apos;{name}&apos; in another order than it was asked for</source>
        <translation>服务给出“{name}”的顺序与所要求的不同</translation>
    </message>
    <message>
        <source>the service gives &apos;{text}&apos; where a time belongs</source>
        <translation>服务在应为时间的地方给出了“{text}”</translation>
    </message>
    <message>
        <source>two records are linked in a way that the service does not describe ({number})</source>
        <translation>有两条记录的关联方式是服务没有说明的（{number}）</translation>
    </message>
    <message>
        <source>this access token belongs to another account ({name})</source>
        <translation>此访问令牌属于另一个账户（{name}）</translation>
    </message>
    <message>
        <source>it must be the number of the account alone, as in {text}</source>
        <translation>它只应包含账户的编号，例如 {text}</translation>
    </message>
    <message>
        <source>it must end with the name of the server, as in {text}</source>
        <translation>它应以服务器的名称结尾，例如 {text}</translation>
    </message>
    <message>
        <source>&apos;client=&apos; must name the app by which this program signs in</source>
        <translation>“client=”必须指明本程序登录所用的应用</translation>
    </message>
    <message>
        <source>the sign-in does not say how to go on</source>
        <translation>登录之后服务没有说明如何继续</translation>
    </message>
    <message>
        <source>it was asked for access too often of late</source>
        <translation>最近向它请求访问的次数过多</translation>
    </message>
    <message>
        <source>an app signs in at its org&apos;s own host, as in {text}</source>
        <translation>应用必须在其组织自己的主机上登录，例如 {text}</translation>
    </message>
    <message>
        <source>the app may not stay signed in: it lacks the scope &apos;refresh_token&apos; in Salesforce</source>
        <translation>该应用无法保持登录：它在 Salesforce 中缺少权限范围“refresh_token”</translation>
    </message>
    <message>
        <source>the service gave no permission that stays</source>
        <translation>服务没有授予长期有效的权限</translation>
    </message>
    <message>
        <source>the service gave no token</source>
        <translation>服务没有颁发令牌</translation>
    </message>
    <message>
        <source>the answer names &apos;{name}&apos;, which is no server of Zoho</source>
        <translation>答复指向“{name}”，它不是 Zoho 的服务器</translation>
    </message>
    <message>
        <source>the service does not say to which account it gave permission</source>
        <translation>服务没有说明它授予了哪个账户的权限</translation>
    </message>
    <message>
        <source>The id of the app that the service knows is missing.</source>
        <translation>缺少服务所知的应用 ID。</translation>
    </message>
    <message>
        <source>The secret of the app is missing; this service lets no app in without it.</source>
        <translation>缺少应用的密钥；此服务不允许没有密钥的应用访问。</translation>
    </message>
    <message>
        <source>There is no scope &apos;{name}&apos;; there are: {names}.</source>
        <translation>没有名为“{name}”的权限范围；可用的有：{names}。</translation>
    </message>
    <message>
        <source>the service broke off giving its records ({reason})</source>
        <translation>服务中途停止给出记录（{reason}）</translation>
    </message>
    <message>
        <source>the service names {before} records and gives {after}</source>
        <translation>服务说有 {before} 条记录，却给出了 {after} 条</translation>
    </message>
    <message>
        <source>the service was given {before} records and answers for {after}</source>
        <translation>交给服务 {before} 条记录，它只对 {after} 条作了回答</translation>
    </message>
    <message>
        <source>the service does not say what records it has ({reason})</source>
        <translation>服务没有说明它有哪些记录（{reason}）</translation>
    </message>
    <message>
        <source>the service did not have &apos;{name}&apos; ready in time</source>
        <translation>服务没有及时准备好“{name}”</translation>
    </message>
    <message>
        <source>records of &apos;{name}&apos; are deleted faster than they can be read</source>
        <translation>“{name}”的记录被删除得比读取还快</translation>
    </message>
    <message>
        <source>The content of a file of &apos;{name}&apos; is missing.</source>
        <translation>“{name}”中有一个文件缺少内容。</translation>
    </message>
    <message>
        <source>What became of {count} records of &apos;{name}&apos; is not known.</source>
        <translation>“{name}”中有 {count} 条记录的结果未知。</translation>
    </message>
    <message>
        <source>the service took it, but does not show it</source>
        <translation>服务接受了该记录，但没有显示它</translation>
    </message>
    <message>
        <source>the service was told to delete it, but still shows it</source>
        <translation>已要求服务删除该记录，但它仍然存在</translation>
    </message>
    <message>
        <source>the service shows other values than the recovery point has, and keeps them: {names}</source>
        <translation>服务中的以下字段与恢复点不同，并已保留服务中的值：{names}</translation>
    </message>
    <message>
        <source>it differs from the recovery point, and was left as it is</source>
        <translation>它与恢复点不同，未作改动</translation>
    </message>
    <message>
        <source>Files that records name and that are missing in the folder of attachments: {names} ({count}).</source>
        <translation>记录中引用、但附件文件夹中缺少的文件：{names}（共 {count} 个）。</translation>
    </message>
    <message>
        <source>The CRM computes some fields of &apos;{name}&apos; by itself, and in {count} records they now differ from the recovery point: {names}.</source>
        <translation>“{name}”的部分字段由 CRM 自行计算，其中 {count} 条记录的值现在与恢复点不同：{names}。</translation>
    </message>
    <message>
        <source>The CRM computes some fields of &apos;{name}&apos; by itself, and in {count} records they now differ from the recovery point.</source>
        <translation>“{name}”的部分字段由 CRM 自行计算，其中 {count} 条记录的值现在与恢复点不同。</translation>
    </message>
    <message>
        <source>&apos;{place}&apos; is there already.</source>
        <translation>“{place}”已存在。</translation>
    </message>
    <message>
        <source>&apos;{place}&apos; cannot be created: {problem}.</source>
        <translation>无法创建“{place}”：{problem}。</translation>
    </message>
    <message>
        <source>A folder of files cannot be dropped or rebuilt.</source>
        <translation>文件夹不能整体删除或重建。</translation>
    </message>
    <message>
        <source>A folder does not take records of &apos;{name}&apos;.</source>
        <translation>文件夹不接受“{name}”的记录。</translation>
    </message>
    <message>
        <source>Files come back as a whole, not single fields of them.</source>
        <translation>文件只能整体还原，不能只还原其中的个别字段。</translation>
    </message>
    <message>
        <source>{count} recovery points cannot be read, so no space is freed until a check has looked at them.</source>
        <translation>有 {count} 个恢复点无法读取，在检查之前不会释放空间。</translation>
    </message>
    <message>
        <source>A recovery point could not be rewritten, so the older ones that it needs stay: {problem}</source>
        <translation>有一个恢复点无法重新写入，因此它所依赖的较早恢复点予以保留：{problem}</translation>
    </message>
    <message>
        <source>recovery point number {number} has been seen and is gone</source>
        <translation>曾见过的第 {number} 号恢复点已不存在</translation>
    </message>
    <message>
        <source>What a rule keeps is a number from 0 to {most}.</source>
        <translation>保留规则的数值应为 0 到 {most}。</translation>
    </message>
    <message>
        <source>These rules keep nothing; at least one of them must be above zero.</source>
        <translation>这些规则什么都不保留；至少有一项必须大于零。</translation>
    </message>
    <message>
        <source>other programs are rewriting the recovery point</source>
        <translation>其他程序正在重新写入该恢复点</translation>
    </message>
    <message>
        <source>another program is rewriting the recovery point</source>
        <translation>另一个程序正在重新写入该恢复点</translation>
    </message>
    <message>
        <source>another program has deleted or rewritten the recovery point meanwhile</source>
        <translation>另一个程序在此期间删除或改写了该恢复点</translation>
    </message>
    <message>
        <source>it would need more points than before</source>
        <translation>它所依赖的恢复点会比以前更多</translation>
    </message>
    <message>
        <source>another backup was taken meanwhile</source>
        <translation>其间已有另一次备份完成</translation>
    </message>
    <message>
        <source>Single fields can be put back into records that are there, not deleted or created.</source>
        <translation>个别字段只能恢复到现有记录中，不能删除或新建。</translation>
    </message>
    <message>
        <source>Only a safety point, which a restore takes before it writes, can be undone.</source>
        <translation>只有还原前自动创建的安全点才能用于撤销。</translation>
    </message>
    <message>
        <source>Nothing is left to do: every entity is excluded.</source>
        <translation>没有可做的事：所有部分都已排除。</translation>
    </message>
    <message>
        <source>The recovery point has only what the CRM makes anew; name it to put it back.</source>
        <translation>该恢复点只含 CRM 会自行重新生成的内容；如要恢复，请指明其名称。</translation>
    </message>
    <message>
        <source>A day of the week is a number from 0 (Monday) to 6 (Sunday).</source>
        <translation>星期用数字表示，从 0（星期一）到 6（星期日）。</translation>
    </message>
    <message>
        <source>Backups can be repeated every 1 to 1440 minutes.</source>
        <translation>备份间隔可为 1 至 1440 分钟。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a time of day such as 18:30.</source>
        <translation>“{text}”不是类似 18:30 的时间。</translation>
    </message>
    <message>
        <source>A wish for the backups must be a number above zero.</source>
        <translation>对备份的要求必须是大于零的数字。</translation>
    </message>
    <message>
        <source>A recovery code begins with {text}-.</source>
        <translation>恢复码以 {text}- 开头。</translation>
    </message>
    <message>
        <source>Group {number} of the recovery code has a character that no code has.</source>
        <translation>恢复码第 {number} 组含有恢复码中不会出现的字符。</translation>
    </message>
    <message>
        <source>A recovery code has {count} characters after {text}-, but this one has {before}.</source>
        <translation>恢复码在 {text}- 之后应有 {count} 个字符，但此码有 {before} 个。</translation>
    </message>
    <message>
        <source>The recovery code has a typing error, most likely in group {number}.</source>
        <translation>恢复码有输入错误，最可能在第 {number} 组。</translation>
    </message>
    <message>
        <source>The recovery code has a typing error.</source>
        <translation>恢复码有输入错误。</translation>
    </message>
    <message>
        <source>A passphrase must not look like a recovery code.</source>
        <translation>密码短语不能与恢复码的形式相同。</translation>
    </message>
    <message>
        <source>The label of a key has at most {count} printable characters.</source>
        <translation>密钥的名称最多可有 {count} 个可显示字符。</translation>
    </message>
    <message>
        <source>A repository has at most {count} keys; remove one first.</source>
        <translation>一个存储库最多有 {count} 把密钥；请先移除一把。</translation>
    </message>
    <message>
        <source>The passphrase is empty.</source>
        <translation>密码短语为空。</translation>
    </message>
    <message>
        <source>The passphrase has characters that no keyboard writes.</source>
        <translation>密码短语含有键盘无法输入的字符。</translation>
    </message>
    <message>
        <source>The two passphrases are not the same.</source>
        <translation>两次输入的密码短语不一致。</translation>
    </message>
    <message>
        <source>A record of &apos;{name}&apos; is identified by {count} fields; all of them are needed.</source>
        <translation>“{name}”的记录由 {count} 个字段识别，缺一不可。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a number, but &apos;{name}&apos; holds numbers.</source>
        <translation>“{text}”不是数字，而“{name}”只含数字。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is none of the values that &apos;{name}&apos; can hold.</source>
        <translation>“{text}”不是“{name}”可以保存的值。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is the beginning of several keys.</source>
        <translation>有多把密钥以“{text}”开头。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no key of this repository.</source>
        <translation>“{text}”不是此存储库的密钥。</translation>
    </message>
    <message>
        <source>A demo CRM needs at least one contact.</source>
        <translation>演示 CRM 至少需要一位联系人。</translation>
    </message>
    <message>
        <source>&apos;{place}&apos; is there already, so no demo CRM was created over it.</source>
        <translation>“{place}”已存在，因此没有在其上创建演示 CRM。</translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; have no file content.</source>
        <translation>“{name}”的记录没有文件内容。</translation>
    </message>
    <message>
        <source>The target was not prepared.</source>
        <translation>目标尚未准备好。</translation>
    </message>
    <message>
        <source>another record already has this value of {fields}</source>
        <translation>已有另一条记录的 {fields} 使用了此值</translation>
    </message>
    <message>
        <source>{fields} must not be empty</source>
        <translation>{fields} 不能为空</translation>
    </message>
    <message>
        <source>it breaks the rule {text}</source>
        <translation>违反规则 {text}</translation>
    </message>
    <message>
        <source>{field} does not take a value of this type</source>
        <translation>{field} 不接受此类型的值</translation>
    </message>
    <message>
        <source>the value of the key is not a whole number</source>
        <translation>标识的值不是整数</translation>
    </message>
    <message>
        <source>a file or a link stands where its folder must be</source>
        <translation>应为文件夹的位置已有文件或链接</translation>
    </message>
    <message>
        <source>a folder with other files stands in its place</source>
        <translation>该位置已有一个含其他文件的文件夹</translation>
    </message>
    <message>
        <source>its content has {count} bytes, not the {before} that it should</source>
        <translation>内容有 {count} 字节，而应为 {before} 字节</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is not a folder</source>
        <translation>“{name}”不是文件夹</translation>
    </message>
    <message>
        <source>the record has no path</source>
        <translation>记录没有路径</translation>
    </message>
    <message>
        <source>the path belongs to the journal of restores</source>
        <translation>该路径属于还原日志</translation>
    </message>
    <message>
        <source>the path is not relative</source>
        <translation>该路径不是相对路径</translation>
    </message>
    <message>
        <source>the path has an empty part, &apos;.&apos; or &apos;..&apos;</source>
        <translation>路径中有空的部分、“.”或“..”</translation>
    </message>
    <message>
        <source>the path contains the character NUL</source>
        <translation>路径含有空字符</translation>
    </message>
    <message>
        <source>the path has a part that Windows does not take</source>
        <translation>路径中有 Windows 不接受的部分</translation>
    </message>
    <message>
        <source>the record has no modification time</source>
        <translation>记录没有修改时间</translation>
    </message>
    <message>
        <source>the link leads nowhere</source>
        <translation>链接没有指向任何位置</translation>
    </message>
    <message>
        <source>the record is neither a file, a folder nor a link</source>
        <translation>该记录不是文件、文件夹或链接</translation>
    </message>
    <message>
        <source>the record has permissions that are not restored</source>
        <translation>该记录的权限不会被还原</translation>
    </message>
    <message>
        <source>the file has no size</source>
        <translation>文件没有大小</translation>
    </message>
    <message>
        <source>the content of the file is missing</source>
        <translation>缺少文件内容</translation>
    </message>
    <message>
        <source>there is no room left</source>
        <translation>空间不足</translation>
    </message>
    <message>
        <source>permission was refused</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>it can only be read</source>
        <translation>只能读取，不能写入</translation>
    </message>
    <message>
        <source>the drive reports an error</source>
        <translation>硬盘报告错误</translation>
    </message>
    <message>
        <source>a link stands where an object should be</source>
        <translation>应有存储内容的位置是一个链接</translation>
    </message>
    <message>
        <source>a file stands where a folder should be, or the other way round</source>
        <translation>应为文件夹的位置是文件，或者相反</translation>
    </message>
    <message>
        <source>it cannot be reached, or it refused the request</source>
        <translation>无法访问，或请求被拒绝</translation>
    </message>
    <message>
        <source>it cannot be reached</source>
        <translation>无法访问</translation>
    </message>
    <message>
        <source>the system gave no reason</source>
        <translation>系统没有给出原因</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; in it is a link to another place</source>
        <translation>其中的“{name}”是指向其他位置的链接</translation>
    </message>
    <message>
        <source>the folder is no longer there</source>
        <translation>文件夹已不存在</translation>
    </message>
    <message>
        <source>another program keeps them locked</source>
        <translation>另一个程序将其锁定</translation>
    </message>
    <message>
        <source>a folder was expected</source>
        <translation>应为文件夹</translation>
    </message>
    <message>
        <source>it lies inside the CRM, which would then be kept in itself</source>
        <translation>它位于 CRM 之内，这样会把备份存进 CRM 自身</translation>
    </message>
    <message>
        <source>The repository is damaged: 1 problem found.</source>
        <translation>存储库已损坏：发现 1 个问题。</translation>
    </message>
    <message>
        <source>The repository is damaged: {count} problems found.</source>
        <translation>存储库已损坏：发现 {count} 个问题。</translation>
    </message>
    <message>
        <source>A drill can be repeated every 1 to {count} days.</source>
        <translation>演练可以每 1 到 {count} 天重复一次。</translation>
    </message>
    <message>
        <source>A check can be repeated every 1 to {count} days.</source>
        <translation>检查可以每 1 到 {count} 天重复一次。</translation>
    </message>
    <message>
        <source>A schedule checks everything or the newest recovery point.</source>
        <translation>计划会检查全部内容或最新的恢复点。</translation>
    </message>
    <message>
        <source>it lies inside the repository, which holds nothing but recovery points</source>
        <translation>它位于存储库之内，而存储库只存放恢复点</translation>
    </message>
    <message>
        <source>a file address has three slashes and a path, as in file:///folder</source>
        <translation>文件地址由三个斜杠和路径组成，例如 file:///folder</translation>
    </message>
    <message>
        <source>it names no file or folder</source>
        <translation>没有指明文件或文件夹</translation>
    </message>
    <message>
        <source>it names no file</source>
        <translation>没有指明文件</translation>
    </message>
    <message>
        <source>it does not begin with the kind of CRM, such as &apos;sqlite://&apos;</source>
        <translation>开头不是 CRM 的类型，例如“sqlite://”</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; has no option &apos;{name}&apos;</source>
        <translation>“{text}”没有选项“{name}”</translation>
    </message>
    <message>
        <source>the option &apos;{name}&apos; stands there twice</source>
        <translation>选项“{name}”出现了两次</translation>
    </message>
    <message>
        <source>an option has the form name=value; in a path, &apos;?&apos; is written %3F and &apos;&amp;&apos; is %26</source>
        <translation>选项的形式是 name=value；路径中的“?”写作 %3F，“&amp;”写作 %26</translation>
    </message>
    <message>
        <source>a path follows three slashes, as in {text}:///</source>
        <translation>路径写在三个斜杠之后，例如 {text}:///</translation>
    </message>
    <message>
        <source>the folder in &apos;files=&apos; must be an absolute path</source>
        <translation>“files=”中的文件夹必须是绝对路径</translation>
    </message>
    <message>
        <source>the folder must be an absolute path</source>
        <translation>文件夹必须是绝对路径</translation>
    </message>
    <message>
        <source>the server is written host, host:port or [IPv6 address]:port</source>
        <translation>服务器应写作 主机、主机:端口 或 [IPv6 地址]:端口</translation>
    </message>
    <message>
        <source>a port is a number from 1 to 65535</source>
        <translation>端口是 1 到 65535 之间的数字</translation>
    </message>
    <message>
        <source>&apos;%&apos; must be followed by two hexadecimal digits; a literal &apos;%&apos; is written %25</source>
        <translation>“%”之后必须是两位十六进制数字；“%”本身写作 %25</translation>
    </message>
    <message>
        <source>it contains characters that no file system or server takes</source>
        <translation>含有文件系统和服务器都不接受的字符</translation>
    </message>
    <message>
        <source>it contains the character NUL</source>
        <translation>含有空字符</translation>
    </message>
    <message>
        <source>the extension {name} does not load ({problem})</source>
        <translation>无法加载扩展 {name}（{problem}）</translation>
    </message>
    <message>
        <source>it is being changed all the time</source>
        <translation>内容一直在变化</translation>
    </message>
    <message>
        <source>two of its records cannot be told apart</source>
        <translation>有两条记录无法区分</translation>
    </message>
    <message>
        <source>it cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>it is gone</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>its structure holds text that is not valid</source>
        <translation>结构中含有无效文字</translation>
    </message>
    <message>
        <source>a rehearsal writes no content</source>
        <translation>演练不写入内容</translation>
    </message>
    <message>
        <source>it took longer than a day, and parts of it may have been cleaned up meanwhile</source>
        <translation>耗时超过一天，其间部分内容可能已被清理</translation>
    </message>
    <message>
        <source>other programs committed all the time</source>
        <translation>其他程序一直在写入</translation>
    </message>
    <message>
        <source>other programs changed recovery points all the time</source>
        <translation>其他程序一直在更改恢复点</translation>
    </message>
    <message>
        <source>a part of the repository that it needs is gone</source>
        <translation>所需的一部分存储内容已不存在</translation>
    </message>
    <message>
        <source>a part of the repository that it needs is about to be cleaned up</source>
        <translation>所需的一部分存储内容即将被清理</translation>
    </message>
    <message>
        <source>it is not there</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>it is not a folder</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>it is a folder, not a file</source>
        <translation>是文件夹而不是文件</translation>
    </message>
    <message>
        <source>its name is too long</source>
        <translation>名称过长</translation>
    </message>
    <message>
        <source>it is not a database</source>
        <translation>不是数据库</translation>
    </message>
    <message>
        <source>the database is damaged</source>
        <translation>数据库已损坏</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>These tables may have changed while they were read, because the database cannot hold them still: {names}.</source>
        <translation>这些表在读取期间可能发生了变化，因为数据库无法让它们保持不变：{names}。</translation>
    </message>
    <message>
        <source>The content of these tables lies elsewhere and is not in the backup: {names}.</source>
        <translation>这些表的内容存放在别处，不在备份中：{names}。</translation>
    </message>
    <message>
        <source>Of these tables the backup has what is there now, not what was there before: {names}.</source>
        <translation>对于这些表，备份只包含现在的内容，不包含以前的内容：{names}。</translation>
    </message>
    <message>
        <source>The account may not see the database&apos;s triggers. If there are any, the backup lacks them.</source>
        <translation>该账户无权查看数据库的触发器。如果有触发器，备份中不会包含它们。</translation>
    </message>
    <message>
        <source>The account may not see the database&apos;s events. If there are any, the backup lacks them.</source>
        <translation>该账户无权查看数据库的事件。如果有事件，备份中不会包含它们。</translation>
    </message>
    <message>
        <source>it may read single tables at most, and must be allowed to read the whole database</source>
        <translation>它最多只能读取个别表，必须允许它读取整个数据库</translation>
    </message>
    <message>
        <source>it may not see how they are made</source>
        <translation>它无权查看它们的定义</translation>
    </message>
    <message>
        <source>it cannot say how &apos;{name}&apos; is made: {problem}</source>
        <translation>它无法给出“{name}”的定义：{problem}</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>the encrypted connection failed ({problem})</source>
        <translation>加密连接失败（{problem}）</translation>
    </message>
    <message>
        <source>it wants the password in a form that others could read, so it was not sent</source>
        <translation>它要求以他人可读的形式发送密码，因此没有发送</translation>
    </message>
    <message>
        <source>it wants a way to log in that this program does not have</source>
        <translation>它要求的登录方式本程序不支持</translation>
    </message>
    <message>
        <source>it does not answer as a database server does</source>
        <translation>它的回应不像数据库服务器</translation>
    </message>
    <message>
        <source>it did not answer for {count} seconds</source>
        <translation>它在 {count} 秒内没有回应</translation>
    </message>
    <message>
        <source>it cannot encrypt the connection</source>
        <translation>它无法加密连接</translation>
    </message>
    <message>
        <source>a value of &apos;{name}&apos; is not what it should be</source>
        <translation>“{name}”中有一个值与其类型不符</translation>
    </message>
    <message>
        <source>it names no database</source>
        <translation>其中没有写明数据库</translation>
    </message>
    <message>
        <source>&apos;ssl=&apos; is one of off, on and verify</source>
        <translation>“ssl=”只能是 off、on 或 verify</translation>
    </message>
    <message>
        <source>the file in &apos;ssl-ca=&apos; cannot be used ({problem})</source>
        <translation>“ssl-ca=”中的文件无法使用（{problem}）</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is one of {names}</source>
        <translation>“{name}”应为以下之一：{names}</translation>
    </message>
    <message>
        <source>it wants a password</source>
        <translation>服务器要求输入密码</translation>
    </message>
    <message>
        <source>rules in the database hide records from this account</source>
        <translation>数据库中的规则对此账户隐藏了部分记录</translation>
    </message>
    <message>
        <source>it may not read them</source>
        <translation>此账户没有读取它们的权限</translation>
    </message>
    <message>
        <source>Files inside the database: {count}</source>
        <translation>数据库内的文件：{count}</translation>
    </message>
    <message>
        <source>the program that reads its structure says: {problem}</source>
        <translation>读取其结构的程序报告：{problem}</translation>
    </message>
    <message>
        <source>its structure is written in a way that this program does not know</source>
        <translation>其结构的写法是本程序所不认识的</translation>
    </message>
    <message>
        <source>its PostgreSQL {version} is too old: it must be version {least} or newer</source>
        <translation>其 PostgreSQL {version} 版本过旧：必须是 {least} 或更新的版本</translation>
    </message>
    <message>
        <source>Some records of these tables lie elsewhere and are not in the backup: {names}.</source>
        <translation>这些表的部分记录存放在别处，不在备份中：{names}。</translation>
    </message>
    <message>
        <source>What was entered into these tables of database extensions is not kept: {names}.</source>
        <translation>录入到数据库扩展的这些表中的内容不会被备份：{names}。</translation>
    </message>
    <message>
        <source>What this database receives from others is not set up again: {names}.</source>
        <translation>此数据库从其他服务器接收数据的设置不会恢复：{names}。</translation>
    </message>
    <message>
        <source>A new database keeps these tables in its usual place, not one of their own: {names}.</source>
        <translation>新数据库会把这些表放在默认位置，而不是原来的单独位置：{names}。</translation>
    </message>
    <message>
        <source>These tables have no columns, so that nothing of them can be kept: {names}.</source>
        <translation>这些表没有任何列，因此其内容无法备份：{names}。</translation>
    </message>
    <message>
        <source>The database itself loses these tables when its server crashes; the backup has them: {names}.</source>
        <translation>服务器崩溃时，数据库自身会丢失这些表的内容；备份中有它们：{names}。</translation>
    </message>
    <message>
        <source>Files inside the database whose owner or rights could not be given back: {count}.</source>
        <translation>数据库内有 {count} 个文件的所有者或权限未能恢复。</translation>
    </message>
    <message>
        <source>The database says: {text}.</source>
        <translation>数据库提示：{text}。</translation>
    </message>
    <message>
        <source>The server is too old or too new for &apos;{name}&apos;: it does not know &apos;{text}&apos;.</source>
        <translation>服务器版本与“{name}”不兼容：它不认识“{text}”。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; belonged to the account {text}; now it belongs to the one that restored.</source>
        <translation>“{name}”原属于账户 {text}，现在属于执行还原的账户。</translation>
    </message>
    <message>
        <source>The trigger &apos;{name}&apos; begins in a way that is not known.</source>
        <translation>触发器“{name}”的开头无法识别。</translation>
    </message>
    <message>
        <source>the value is too long for {field}</source>
        <translation>该值对 {field} 来说太长</translation>
    </message>
    <message>
        <source>the value is out of the range of {field}</source>
        <translation>该值超出 {field} 的范围</translation>
    </message>
    <message>
        <source>{field} cannot hold every character of the value in its character set</source>
        <translation>{field} 的字符集无法保存该值中的某些字符</translation>
    </message>
    <message>
        <source>{field} does not take this value</source>
        <translation>{field} 不接受此值</translation>
    </message>
    <message>
        <source>no part of its table is for a record like it</source>
        <translation>所在的表没有适合此记录的分区</translation>
    </message>
    <message>
        <source>The server has no engine &apos;{text}&apos; for &apos;{name}&apos;.</source>
        <translation>服务器没有“{name}”所需的存储引擎“{text}”。</translation>
    </message>
    <message>
        <source>How the table &apos;{name}&apos; is made is not known.</source>
        <translation>无法得知表“{name}”的结构。</translation>
    </message>
    <message>
        <source>There is no database &apos;{name}&apos;, and this account cannot create it: {text}</source>
        <translation>没有数据库“{name}”，且此账户无法创建它：{text}</translation>
    </message>
    <message>
        <source>To write &apos;{name}&apos;, the account must be allowed to make and drop tables: {text}</source>
        <translation>要写入“{name}”，此账户必须有创建和删除表的权限：{text}</translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; have no key, and those with large values cannot be told apart.</source>
        <translation>“{name}”的记录没有主键，其中含有大值的记录无法区分。</translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; have no key, so they cannot be updated.</source>
        <translation>“{name}”的记录没有主键，因此无法更新。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; cannot be made in the target: {text}.</source>
        <translation>无法在目标中创建“{name}”：{text}。</translation>
    </message>
    <message>
        <source>The reference &apos;{name}&apos; is not checked for the records that are there.</source>
        <translation>对已有的记录，不会检查引用“{name}”。</translation>
    </message>
    <message>
        <source>Records of &apos;{name}&apos; break the rule &apos;{text}&apos; of the target.</source>
        <translation>“{name}”的记录违反了目标的规则“{text}”。</translation>
    </message>
    <message>
        <source>The setting &apos;{name}&apos; of the database stays as it is: {text}</source>
        <translation>数据库的设置“{name}”保持不变：{text}</translation>
    </message>
    <message>
        <source>Values of &apos;{name}&apos; are of a kind that this database does not have.</source>
        <translation>“{name}”的值属于此数据库没有的类型。</translation>
    </message>
    <message>
        <source>The references of &apos;{name}&apos; cannot be checked.</source>
        <translation>无法检查“{name}”的引用。</translation>
    </message>
    <message>
        <source>What the recovery point does not have takes fields of &apos;{name}&apos; with it.</source>
        <translation>删除恢复点中没有的内容会连带删除“{name}”的字段。</translation>
    </message>
    <message>
        <source>There is no database yet.</source>
        <translation>还没有数据库。</translation>
    </message>
    <message>
        <source>The database account &apos;{name}&apos; does not own, or may not do, what it did at the point: {text}.</source>
        <translation>数据库账户“{name}”不再拥有或不再有权执行恢复点时的内容：{text}。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; came after the recovery point, and is left as it is.</source>
        <translation>“{name}”是在该恢复点之后出现的，保持不变。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; came after the recovery point, and is left as it is. {problem}</source>
        <translation>“{name}”是在该恢复点之后出现的，保持不变。{problem}</translation>
    </message>
    <message>
        <source>The comment &apos;{name}&apos; belongs to another account, and stays as it is.</source>
        <translation>注释“{name}”属于另一个账户，保持不变。</translation>
    </message>
    <message>
        <source>The server does not know the order of letters &apos;{text}&apos;, so lists may be in another order.</source>
        <translation>服务器不支持排序规则“{text}”，列表的顺序可能有所不同。</translation>
    </message>
    <message>
        <source>The database has fewer characters ({text}) than the recovery point ({other}). Records with others are left out.</source>
        <translation>数据库的字符集（{text}）小于恢复点的字符集（{other}）。含有其他字符的记录将被略过。</translation>
    </message>
    <message>
        <source>it has characters that the encoding of the database lacks</source>
        <translation>它含有数据库字符集中没有的字符</translation>
    </message>
    <message>
        <source>The counter &apos;{name}&apos; belongs to another account, so it cannot be set.</source>
        <translation>计数器“{name}”属于另一个账户，因此无法设置。</translation>
    </message>
    <message>
        <source>The database does something by itself when records of {names} change. A restore has to switch that off and on again, which this account may not do. {problem}</source>
        <translation>当 {names} 的记录更改时，数据库会自动执行一些操作。还原时必须将其关闭再重新打开，而此账户无权这样做。{problem}</translation>
    </message>
    <message>
        <source>There is no database &apos;{name}&apos;, and it cannot be created: {text}.</source>
        <translation>没有数据库“{name}”，也无法创建：{text}。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; could not be made: {problem}</source>
        <translation>无法创建“{name}”：{problem}</translation>
    </message>
    <message>
        <source>A rule of &apos;{name}&apos; could not be made: {problem}</source>
        <translation>无法创建“{name}”的一条规则：{problem}</translation>
    </message>
    <message>
        <source>The restore could not do everything: {problem}</source>
        <translation>还原未能完成所有步骤：{problem}</translation>
    </message>
    <message>
        <source>The server does not know the order of letters &apos;{text}&apos;. &apos;{other}&apos; takes its place: lists may be in another order, and searches may find a little more or less.</source>
        <translation>服务器不支持字母排序规则“{text}”，已改用“{other}”：列表的顺序可能不同，搜索结果也可能略有增减。</translation>
    </message>
    <message>
        <source>The references of &apos;{name}&apos; to another database cannot be checked.</source>
        <translation>无法检查“{name}”对另一个数据库的引用。</translation>
    </message>
    <message>
        <source>The database does something by itself when these records change (&apos;{name}&apos;). A restore has to switch that off and on again, and this account could not switch it on. {problem}</source>
        <translation>这些记录变化时，数据库会自动执行某些操作（“{name}”）。还原时必须先将其关闭再重新打开，而此账户无权重新打开。{problem}</translation>
    </message>
    <message>
        <source>An earlier restore of this CRM was interrupted after its records were in; it has been finished.</source>
        <translation>此 CRM 先前的一次还原在写入记录后被中断；现已完成。</translation>
    </message>
    <message>
        <source>An earlier restore of this CRM was interrupted; what it had begun has been taken back.</source>
        <translation>此 CRM 先前的一次还原被中断；已开始的更改已撤回。</translation>
    </message>
    <message>
        <source>the value of {field} is larger than the server takes</source>
        <translation>{field} 的值超出了服务器允许的大小</translation>
    </message>
    <message>
        <source>the access key is not accepted</source>
        <translation>访问密钥不被接受</translation>
    </message>
    <message>
        <source>the access key is no longer valid</source>
        <translation>访问密钥已失效</translation>
    </message>
    <message>
        <source>no access key was given for it</source>
        <translation>没有提供它的访问密钥</translation>
    </message>
    <message>
        <source>its access key or its options have the wrong form</source>
        <translation>其访问密钥或选项的格式不正确</translation>
    </message>
    <message>
        <source>the clock of this computer is wrong, so the store does not accept what it signs</source>
        <translation>这台电脑的时钟不正确，因此存储服务不接受它的签名</translation>
    </message>
    <message>
        <source>it has no such bucket</source>
        <translation>那里没有这个存储桶</translation>
    </message>
    <message>
        <source>the bucket is being deleted</source>
        <translation>该存储桶正在被删除</translation>
    </message>
    <message>
        <source>the bucket is in another region</source>
        <translation>该存储桶位于另一个区域</translation>
    </message>
    <message>
        <source>it is overloaded</source>
        <translation>它负载过重</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>它没有响应</translation>
    </message>
    <message>
        <source>it does not take objects of this size</source>
        <translation>它不接受这么大的对象</translation>
    </message>
    <message>
        <source>{count} objects must not be deleted at that place yet; the next clean-up tries again.</source>
        <translation>该位置的 {count} 个对象尚不能删除；下次清理时会再试。</translation>
    </message>
    <message>
        <source>objects there must not be deleted yet</source>
        <translation>那里的对象尚不能删除</translation>
    </message>
    <message>
        <source>it does not keep two programs from writing the same name, so that a repository would not be safe there</source>
        <translation>它不能防止两个程序写入同一名称，因此存储库放在那里不安全</translation>
    </message>
    <message>
        <source>options go into --store-option, not behind the address</source>
        <translation>选项应放在 --store-option 中，而不是地址后面</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; cannot be the name of a bucket</source>
        <translation>“{name}”不能作为存储桶的名称</translation>
    </message>
    <message>
        <source>the part behind the bucket has names that stores write in different ways</source>
        <translation>存储桶后面的部分含有各存储服务写法不一的名称</translation>
    </message>
    <message>
        <source>the part behind the bucket is too long</source>
        <translation>存储桶后面的部分太长</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is a secret, which others could read on the command line; put it into the environment or the keyring.</source>
        <translation>“{name}”是机密信息，放在命令行中会被他人看到；请将它放入环境变量或密钥环。</translation>
    </message>
    <message>
        <source>A repository in {place} has no store option &apos;{name}&apos;; it has: {names}.</source>
        <translation>位于 {place} 的存储库没有存储选项“{name}”；可用的有：{names}。</translation>
    </message>
    <message>
        <source>The address of a store&apos;s server begins with https:// and its name.</source>
        <translation>存储服务器的地址以 https:// 和服务器名开头。</translation>
    </message>
    <message>
        <source>The address of a store&apos;s server must hold no password.</source>
        <translation>存储服务器的地址中不得包含密码。</translation>
    </message>
    <message>
        <source>A store is reached through https:// only, unless its server runs on this computer.</source>
        <translation>只能通过 https:// 访问存储服务，除非其服务器就在这台电脑上运行。</translation>
    </message>
    <message>
        <source>The certificate &apos;{name}&apos; cannot be read.</source>
        <translation>无法读取证书“{name}”。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no certificate in PEM.</source>
        <translation>“{name}”不是 PEM 格式的证书。</translation>
    </message>
    <message>
        <source>The store option &apos;{name}&apos; is yes or no.</source>
        <translation>存储选项“{name}”只能是 yes 或 no。</translation>
    </message>
    <message>
        <source>&apos;{name}&apos; is no key file of a service account.</source>
        <translation>“{name}”不是服务账户的密钥文件。</translation>
    </message>
    <message>
        <source>The key file &apos;{name}&apos; cannot be read: {problem}.</source>
        <translation>无法读取密钥文件“{name}”：{problem}。</translation>
    </message>
    <message>
        <source>The key file &apos;{name}&apos; is too large to be one.</source>
        <translation>文件“{name}”太大，不可能是密钥文件。</translation>
    </message>
    <message>
        <source>The key file &apos;{name}&apos; is not UTF-8 text.</source>
        <translation>密钥文件“{name}”不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>A repository in az:// needs the store option &apos;account&apos;, the name of the storage account.</source>
        <translation>az:// 中的存储库需要存储选项“account”，即存储账户的名称。</translation>
    </message>
    <message>
        <source>A limit to the rate is a number of bytes a second such as 500k or 2M, at least 1k.</source>
        <translation>速率限制是每秒字节数，例如 500k 或 2M，至少为 1k。</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>{crm}: {task} {outcome}</source>
        <extracomment>Title of a notice: the name of a CRM, what was done, how it ended.</extracomment>
        <translation>{crm}：{task}{outcome}</translation>
    </message>
    <message>
        <source>No new backup of {crm}</source>
        <translation>{crm} 没有新的备份</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) in the new recovery point.</source>
        <translation>
            <numerusform>新恢复点中有 %Ln 条记录。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The last good recovery point is %n day(s) old.</source>
        <translation>
            <numerusform>最近的完好恢复点是 %Ln 天前的。</numerusform>
        </translation>
    </message>
    <message>
        <source>{what} {advice}</source>
        <translation>{what}{advice}</translation>
    </message>
</context>
<context>
    <name>OutcomeTabs</name>
    <message>
        <source>What happens to each record</source>
        <translation>每条记录的情况</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>各部分</translation>
    </message>
    <message>
        <source>Parts or records</source>
        <translation>各部分或各记录</translation>
    </message>
    <message>
        <source>Records ({count})</source>
        <translation>记录（{count}）</translation>
    </message>
</context>
<context>
    <name>PartChoice</name>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>Part of the CRM</source>
        <translation>CRM 的组成部分</translation>
    </message>
    <message>
        <source>Refers to</source>
        <translation>引用</translation>
    </message>
    <message>
        <source>made anew by the CRM itself</source>
        <translation>由 CRM 自行重建</translation>
    </message>
</context>
<context>
    <name>PartList</name>
    <message>
        <source>Parts of the CRM</source>
        <translation>CRM 的组成部分</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>Choose all parts</source>
        <translation>选择所有部分</translation>
    </message>
    <message>
        <source>Choose no part</source>
        <translation>不选择任何部分</translation>
    </message>
    <message>
        <source>Show &amp;tables</source>
        <translation>显示数据表(&amp;T)</translation>
    </message>
    <message>
        <source>Show tables</source>
        <translation>显示数据表</translation>
    </message>
    <message>
        <source>For experts: choose from the tables of the database.</source>
        <translation>供专业人员使用：从数据库的表中选择。</translation>
    </message>
    <message>
        <source>Find a table</source>
        <translation>查找表</translation>
    </message>
    <message>
        <source>Add them</source>
        <translation>加入它们</translation>
    </message>
    <message>
        <source>Add the parts that are referred to</source>
        <translation>加入被引用的部分</translation>
    </message>
    <message>
        <source>The chosen parts refer to {names}, which are left out.</source>
        <translation>所选部分引用了“{names}”，但它们未被选中。</translation>
    </message>
</context>
<context>
    <name>Parts</name>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Search index</source>
        <translation>搜索索引</translation>
    </message>
</context>
<context>
    <name>Passphrase</name>
    <message>
        <source>Four or more unrelated words are easy to remember and hard to guess.</source>
        <translation>四个或更多互不相关的词语，好记又难猜。</translation>
    </message>
    <message>
        <source>Too short: use at least 8 characters.</source>
        <translation>太短：至少需要 8 个字符。</translation>
    </message>
    <message>
        <source>Easy to guess. Add some unrelated words.</source>
        <translation>容易猜到。请再加几个不相关的词语。</translation>
    </message>
    <message>
        <source>Fair. One or two more words would make it good.</source>
        <translation>尚可。再加一两个词语会更好。</translation>
    </message>
    <message>
        <source>Good: hard to guess.</source>
        <translation>良好：很难猜到。</translation>
    </message>
    <message>
        <source>Strong: practically impossible to guess.</source>
        <translation>很强：几乎不可能猜到。</translation>
    </message>
</context>
<context>
    <name>PassphrasePage</name>
    <message>
        <source>Choose a passphrase</source>
        <translation>设置密码短语</translation>
    </message>
    <message>
        <source>It encrypts the recovery points. Without it nobody can read them, not even we.</source>
        <translation>它用于加密恢复点。没有它，任何人都无法读取，包括我们。</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>密码短语</translation>
    </message>
    <message>
        <source>The same again</source>
        <translation>再次输入</translation>
    </message>
    <message>
        <source>&amp;Remember on this computer, so that backups run by themselves</source>
        <translation>在这台电脑上记住，以便自动备份(&amp;R)</translation>
    </message>
    <message>
        <source>The repository has been made with the passphrase that you chose.</source>
        <translation>已用您设置的密码短语建立存储库。</translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation>密码短语(&amp;P)</translation>
    </message>
    <message>
        <source>The same &amp;again</source>
        <translation>再次输入(&amp;A)</translation>
    </message>
    <message>
        <source>Making the repository…</source>
        <translation>正在建立存储库…</translation>
    </message>
    <message>
        <source>Type it twice, because a typing error would lock you out.</source>
        <translation>请输入两次，因为输错会让您无法打开。</translation>
    </message>
    <message>
        <source>Both are the same.</source>
        <translation>两次输入一致。</translation>
    </message>
    <message>
        <source>The two are not the same yet.</source>
        <translation>两次输入尚不一致。</translation>
    </message>
</context>
<context>
    <name>PasswordTrouble</name>
    <message>
        <source>This computer has no keyring, so it cannot keep the password.</source>
        <translation>这台电脑没有密钥环，无法保存密码。</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked, so the password was not kept.</source>
        <translation>这台电脑的密钥环已锁定，密码未保存。</translation>
    </message>
    <message>
        <source>The keyring of this computer did not keep the password.</source>
        <translation>这台电脑的密钥环没有保存密码。</translation>
    </message>
    <message>
        <source>The keyring of this computer refused to keep the password.</source>
        <translation>这台电脑的密钥环拒绝保存密码。</translation>
    </message>
    <message>
        <source>You may go on: it will be asked for after every start, and backups wait for it.</source>
        <translation>您可以继续：每次启动后都会询问密码，备份会等待输入。</translation>
    </message>
</context>
<context>
    <name>PathField</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose: {name}</source>
        <translation>选择：{name}</translation>
    </message>
</context>
<context>
    <name>PermissionTable</name>
    <message>
        <source>Permission (scope)</source>
        <translation>权限（范围）</translation>
    </message>
    <message>
        <source>What the program may do</source>
        <translation>本程序可以做什么</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>{need}, if your account has it</source>
        <translation>{need}（如果您的账户有此项）</translation>
    </message>
</context>
<context>
    <name>PermissionsDialog</name>
    <message>
        <source>Permissions at {service}</source>
        <translation>{service} 的权限</translation>
    </message>
    <message>
        <source>Callback address</source>
        <translation>回调地址</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the callback address</source>
        <translation>复制回调地址</translation>
    </message>
    <message>
        <source>&amp;Callback address</source>
        <translation>回调地址(&amp;C)</translation>
    </message>
    <message>
        <source>Permissions that the program needs</source>
        <translation>本程序需要的权限</translation>
    </message>
    <message>
        <source>Copy all names</source>
        <translation>复制全部名称</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The program may do what this user may do. To back up everything, the user needs the permissions “API Enabled” and “View All Data”; to restore, also those to change what is restored.</source>
        <translation>本程序可以做此用户可以做的事。要备份全部内容，该用户需要“启用 API”和“查看所有数据”权限；要还原，还需要更改所还原内容的权限。</translation>
    </message>
    <message>
        <source>Register the callback address with your app, and allow these permissions. Those for restoring can be added later: without them the program backs up all the same.</source>
        <translation>请在您的应用中登记回调地址，并允许以下权限。用于还原的权限可以以后再加：没有它们也能备份。</translation>
    </message>
    <message>
        <source>Allow these permissions. Those for restoring can be added later: without them the program backs up all the same.</source>
        <translation>请允许以下权限。用于还原的权限可以以后再加：没有它们也能备份。</translation>
    </message>
</context>
<context>
    <name>PlaceChoice</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Databases (*.db *.sqlite *.sqlite3);;All files (*)</source>
        <translation>数据库 (*.db *.sqlite *.sqlite3);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>{name} restored</source>
        <translation>{name}（已还原）</translation>
    </message>
</context>
<context>
    <name>PlaceDialog</name>
    <message>
        <source>Looking at the place…</source>
        <translation>正在查看这个位置…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>This is the repository itself.</source>
        <translation>这就是存储库本身。</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>请选择其他位置。</translation>
    </message>
    <message>
        <source>There is a repository at this place already.</source>
        <translation>这个位置已有存储库。</translation>
    </message>
    <message>
        <source>Choose an empty place, so that nothing is mixed up.</source>
        <translation>请选择空的位置，以免混在一起。</translation>
    </message>
    <message>
        <source>There is a repository at this place.</source>
        <translation>这个位置有存储库。</translation>
    </message>
    <message>
        <source>{size} are free here.</source>
        <translation>这里有 {size} 可用空间。</translation>
    </message>
    <message>
        <source>The place can be used; nothing is kept there yet.</source>
        <translation>这个位置可以使用，目前是空的。</translation>
    </message>
</context>
<context>
    <name>PlaceForm</name>
    <message>
        <source>Folder for the recovery points</source>
        <translation>存放恢复点的文件夹</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Look at the place and say what is there. Nothing stays there.</source>
        <translation>查看这个位置并说明那里有什么，不会留下任何东西。</translation>
    </message>
    <message>
        <source>Folder or drive</source>
        <translation>文件夹或驱动器</translation>
    </message>
    <message>
        <source>A folder of this computer, on a drive, or shared by another computer.</source>
        <translation>这台电脑的文件夹、驱动器上的文件夹，或其他电脑共享的文件夹。</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Its key is kept in the keyring of this computer and nowhere else.</source>
        <translation>它的密钥只保存在这台电脑的密钥环中。</translation>
    </message>
</context>
<context>
    <name>PlacePage</name>
    <message>
        <source>Looking at the place…</source>
        <translation>正在查看该位置…</translation>
    </message>
    <message>
        <source>Where shall the recovery points be kept?</source>
        <translation>恢复点存放在哪里？</translation>
    </message>
    <message>
        <source>They are encrypted before they leave this computer.</source>
        <translation>恢复点在离开这台电脑之前就会加密。</translation>
    </message>
    <message>
        <source>Where is the repository?</source>
        <translation>存储库在哪里？</translation>
    </message>
    <message>
        <source>Best is another drive, another computer or a cloud: then they survive when this one does not. A repository that is there already can take this CRM, too.</source>
        <translation>最好选择另一块硬盘、另一台电脑或云端：这样即使这台电脑坏了，恢复点也还在。已有的存储库也可以存放这个 CRM。</translation>
    </message>
    <message>
        <source>Choose the folder, drive or cloud in which the recovery points are.</source>
        <translation>请选择恢复点所在的文件夹、驱动器或云端。</translation>
    </message>
    <message>
        <source>It contains a file named “repository” and folders such as “points” and “packs”.</source>
        <translation>其中有名为“repository”的文件，以及“points”和“packs”等文件夹。</translation>
    </message>
    <message>
        <source>There are other files in this folder, so the recovery points need one of their own.</source>
        <translation>该文件夹中有其他文件，恢复点需要单独的文件夹。</translation>
    </message>
    <message>
        <source>CRM backups</source>
        <translation>CRM 备份</translation>
    </message>
    <message>
        <source>There is a repository here, and this computer has its key.</source>
        <translation>这里有一个存储库，并且这台电脑有它的密钥。</translation>
    </message>
    <message>
        <source>There is a repository here. Its passphrase is asked for next.</source>
        <translation>这里有一个存储库。下一步会要求输入它的密码短语。</translation>
    </message>
    <message>
        <source>The repository has been made here.</source>
        <translation>存储库已在此建立。</translation>
    </message>
    <message>
        <source>This is the disk that the CRM is on: if it breaks, both are lost.</source>
        <translation>CRM 也在这块硬盘上：硬盘一旦损坏，两者都会丢失。</translation>
    </message>
    <message>
        <source>You may go on, but another drive is better.</source>
        <translation>您可以继续，但最好使用另一块硬盘。</translation>
    </message>
    <message>
        <source>{size} are free here.</source>
        <translation>这里有 {size} 可用空间。</translation>
    </message>
    <message>
        <source>The place can be used; nothing is kept there yet.</source>
        <translation>这个位置可以使用，目前是空的。</translation>
    </message>
    <message>
        <source>This CRM is in your list already, and is kept here: “{name}”.</source>
        <translation>此 CRM 已在您的列表中，其恢复点就保存在这里：“{name}”。</translation>
    </message>
    <message>
        <source>Choose another folder to keep it in a second place, too.</source>
        <translation>如需在第二个位置也保存一份，请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Show “{name}”</source>
        <translation>显示“{name}”</translation>
    </message>
    <message>
        <source>There is no repository at this place.</source>
        <translation>这个位置没有存储库。</translation>
    </message>
    <message>
        <source>Look at the name of the bucket and of the folder in it.</source>
        <translation>请检查存储桶及其中文件夹的名称。</translation>
    </message>
    <message>
        <source>There is no repository in this folder.</source>
        <translation>该文件夹中没有存储库。</translation>
    </message>
    <message>
        <source>Choose the folder that holds it, or go back to protect a CRM in a new one.</source>
        <translation>请选择存储库所在的文件夹，或返回并用新的存储库保护 CRM。</translation>
    </message>
    <message>
        <source>Use “{folder}”</source>
        <translation>使用“{folder}”</translation>
    </message>
</context>
<context>
    <name>PlacePart</name>
    <message>
        <source>Where the recovery points are</source>
        <translation>恢复点存放在哪里</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Change how it is reached…</source>
        <translation>更改访问方式…</translation>
    </message>
    <message>
        <source>Rebuild what is left elsewhere…</source>
        <translation>在别处重建剩余内容…</translation>
    </message>
    <message>
        <source>Everything that can still be read becomes a repository in another place.</source>
        <translation>所有仍可读取的内容都会在另一个位置成为存储库。</translation>
    </message>
    <message>
        <source>How the repository is reached</source>
        <translation>如何访问存储库</translation>
    </message>
    <message>
        <source>What you enter here counts for everything that is kept in this bucket.</source>
        <translation>这里填写的内容适用于此存储桶中的所有数据。</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>使用</translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) of this CRM take {size}.</source>
        <translation>
            <numerusform>此 CRM 的 %Ln 个恢复点共占 {size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} are free there.</source>
        <translation>该处剩余空间 {size}。</translation>
    </message>
    <message>
        <source>There is little room left.</source>
        <translation>剩余空间不多。</translation>
    </message>
    <message>
        <source>Make room there, or keep fewer points.</source>
        <translation>请在该处腾出空间，或减少保留的恢复点。</translation>
    </message>
    <message>
        <source>It is on the same disk as the CRM: both can be lost together.</source>
        <translation>它与 CRM 位于同一磁盘：两者可能同时丢失。</translation>
    </message>
    <message>
        <source>Keep the recovery points on another drive or computer.</source>
        <translation>请将恢复点存放在另一个驱动器或另一台电脑上。</translation>
    </message>
    <message>
        <source>It is there and can be read.</source>
        <translation>位置可用，可以读取。</translation>
    </message>
    <message>
        <source>It is not there at the moment.</source>
        <translation>该位置目前不可用。</translation>
    </message>
    <message>
        <source>If it is on a drive, plug that in; if it is on another computer, connect to it. Nothing is lost.</source>
        <translation>如果在移动驱动器上，请插入；如果在另一台电脑上，请连接。数据没有丢失。</translation>
    </message>
</context>
<context>
    <name>PointDetailPanel</name>
    <message>
        <source>What this recovery point holds</source>
        <translation>此恢复点的内容</translation>
    </message>
    <message>
        <source>Restore from here…</source>
        <translation>从此处还原…</translation>
    </message>
    <message>
        <source>Restore the newest intact point…</source>
        <translation>还原最新的完好恢复点…</translation>
    </message>
    <message>
        <source>What can be saved…</source>
        <translation>可以挽救什么…</translation>
    </message>
    <message>
        <source>Undo that restore…</source>
        <translation>撤销该次还原…</translation>
    </message>
    <message>
        <source>Check this point</source>
        <translation>检查此恢复点</translation>
    </message>
    <message>
        <source>Damaged recovery point</source>
        <translation>已损坏的恢复点</translation>
    </message>
    <message>
        <source>Nobody can tell when it was.</source>
        <translation>无法得知它的时间。</translation>
    </message>
    <message>
        <source>{size} stored in {duration}.</source>
        <translation>占用 {size}，用时 {duration}。</translation>
    </message>
    <message>
        <source>Another job of this CRM is still running.</source>
        <translation>此 CRM 的另一个任务仍在运行。</translation>
    </message>
</context>
<context>
    <name>PointEntitiesModel</name>
    <message>
        <source>Part</source>
        <translation>组成部分</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>{entity}, stored with this point: {size}</source>
        <translation>{entity}，随此恢复点保存：{size}</translation>
    </message>
    <message>
        <source>{entity}: {records}, {added} added, {changed} changed, {deleted} deleted</source>
        <translation>{entity}：{records}，新增 {added}，更改 {changed}，删除 {deleted}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln 条记录</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PointTable</name>
    <message>
        <source>Recovery points, newest first</source>
        <translation>恢复点，最新的在前</translation>
    </message>
</context>
<context>
    <name>PointWords</name>
    <message>
        <source>Safety point</source>
        <translation>安全点</translation>
    </message>
    <message>
        <source>Partial recovery point</source>
        <translation>部分恢复点</translation>
    </message>
    <message>
        <source>Full recovery point</source>
        <translation>完整恢复点</translation>
    </message>
    <message>
        <source>Differential recovery point</source>
        <translation>差异恢复点</translation>
    </message>
    <message>
        <source>Incremental recovery point</source>
        <translation>增量恢复点</translation>
    </message>
    <message>
        <source>It can be read without any other recovery point.</source>
        <translation>读取它不需要其他恢复点。</translation>
    </message>
    <message numerus="yes">
        <source>%n differential one(s)</source>
        <translation>
            <numerusform>%Ln 个差异恢复点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n incremental one(s)</source>
        <translation>
            <numerusform>%Ln 个增量恢复点</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading it needs {points}.</source>
        <translation>读取它需要{points}。</translation>
    </message>
    <message>
        <source>Damaged: even its description can no longer be read.</source>
        <translation>已损坏：连说明信息也无法读取。</translation>
    </message>
    <message>
        <source>Checked: all of it can be read.</source>
        <translation>已检查：可以全部读取。</translation>
    </message>
    <message>
        <source>Not checked yet.</source>
        <translation>尚未检查。</translation>
    </message>
    <message>
        <source>Damaged: a part of what it needs cannot be read.</source>
        <translation>已损坏：它所需的一部分内容无法读取。</translation>
    </message>
    <message>
        <source>What this point held is lost. Other points are not harmed by that, unless they are marked, too.</source>
        <translation>此恢复点的内容已丢失。其他恢复点不受影响，除非它们也有标记。</translation>
    </message>
    <message>
        <source>A restore from here would not bring back everything. Better take the newest point that is intact.</source>
        <translation>从此处还原无法恢复全部内容。最好使用最新的完好恢复点。</translation>
    </message>
    <message>
        <source>Taken before a restore. It holds what that restore replaced, so that it can be undone.</source>
        <translation>在还原之前创建。它保存了那次还原所替换的内容，因此可以撤销还原。</translation>
    </message>
    <message>
        <source>It holds only a part of the CRM: the entities that are listed here.</source>
        <translation>它只包含 CRM 的一部分：此处列出的组成部分。</translation>
    </message>
    <message>
        <source>a full recovery point that is no longer there</source>
        <translation>一个已不存在的完整恢复点</translation>
    </message>
    <message>
        <source>the full one of {when}</source>
        <translation>完整恢复点（{when}）</translation>
    </message>
    <message>
        <source>{first} and {second}</source>
        <translation>{first}和 {second}</translation>
    </message>
    <message>
        <source>{first}, {second} and {third}</source>
        <translation>{first}、{second}和 {third}</translation>
    </message>
</context>
<context>
    <name>Proof</name>
    <message>
        <source>Every record matches</source>
        <translation>所有记录均一致</translation>
    </message>
    <message>
        <source>Some records are not as they were</source>
        <translation>部分记录与原来不同</translation>
    </message>
    <message>
        <source>Some records were refused</source>
        <translation>部分记录被拒绝</translation>
    </message>
    <message>
        <source>Done, but not read back</source>
        <translation>已完成，但未回读</translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed</source>
        <translation>已停止，未做任何更改</translation>
    </message>
    <message>
        <source>It failed. Nothing was changed</source>
        <translation>操作失败，未做任何更改</translation>
    </message>
    <message>
        <source>The CRM is as it was before.</source>
        <translation>CRM 与之前相同。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>{records} were read back from the files and compared with the recovery point.</source>
        <translation>已从文件读回 {records}，并与恢复点比对。</translation>
    </message>
    <message>
        <source>{records} were read back from the CRM and compared with the recovery point.</source>
        <translation>已从 CRM 回读 {records}，并与恢复点逐一比较。</translation>
    </message>
    <message>
        <source>{records} were read back and match. In {refused} the CRM shows other values than it was given.</source>
        <translation>已回读 {records}，均一致。其中 {refused} 在 CRM 中显示的值与写入的不同。</translation>
    </message>
    <message>
        <source>{records} were read back and match. {refused} could not be restored.</source>
        <translation>已回读 {records}，均一致。{refused} 无法还原。</translation>
    </message>
    <message>
        <source>Nobody has compared the records with the recovery point.</source>
        <translation>尚未将这些记录与恢复点进行比较。</translation>
    </message>
    <message>
        <source>CRM</source>
        <translation>CRM</translation>
    </message>
    <message>
        <source>Recovery point</source>
        <translation>恢复点</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Id of the recovery point</source>
        <translation>恢复点编号</translation>
    </message>
    <message>
        <source>Id of the safety point</source>
        <translation>安全点编号</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Safety point</source>
        <translation>安全点</translation>
    </message>
    <message>
        <source>Undo this undo</source>
        <translation>撤销这次撤销操作</translation>
    </message>
    <message>
        <source>Undo this restore</source>
        <translation>撤销这次还原</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) that it created will be removed.</source>
        <translation>
            <numerusform>它新建的 %Ln 条记录将被移除。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) that came out of the recycle bin will be removed again.</source>
        <translation>
            <numerusform>将再次移除从回收站取回的 %Ln 条记录。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) will be again as they were before it.</source>
        <translation>
            <numerusform>%Ln 条记录将恢复到它之前的样子。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) that it removed will come back.</source>
        <translation>
            <numerusform>它移除的 %Ln 条记录将恢复。</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}：{value}</translation>
    </message>
    <message>
        <source>All else stays as it is now. A safety point is kept first, so this can be undone as well.</source>
        <translation>其他一切保持现状。操作前会先保存安全点，因此这一步也可以撤销。</translation>
    </message>
    <message>
        <source>Written to</source>
        <translation>写入位置</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Every restored record matches</source>
        <translation>所有已还原的记录均一致</translation>
    </message>
    <message>
        <source>It failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>{records} were read back. {left} that differ or are missing were left alone.</source>
        <translation>已回读 {records}。{left} 与恢复点不同或缺失，按要求未作改动。</translation>
    </message>
</context>
<context>
    <name>ProofDialog</name>
    <message>
        <source>Undo of a restore: {crm}</source>
        <translation>撤销还原：{crm}</translation>
    </message>
    <message>
        <source>Restore: {crm}</source>
        <translation>还原：{crm}</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>Refused records and warnings</source>
        <translation>被拒绝的记录和警告</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{what}?</source>
        <translation>{what}？</translation>
    </message>
    <message>
        <source>This CRM is no longer in the list. Nothing was undone.</source>
        <translation>该 CRM 已不在列表中，没有撤销任何内容。</translation>
    </message>
    <message>
        <source>Restore report {crm}</source>
        <translation>还原报告 {crm}</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF 文件 (*.pdf)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>The report is in {path}</source>
        <translation>报告已保存到 {path}</translation>
    </message>
    <message>
        <source>The report could not be saved: {reason}</source>
        <translation>无法保存报告：{reason}</translation>
    </message>
    <message>
        <source>Choose another folder and try again.</source>
        <translation>请选择其他文件夹后重试。</translation>
    </message>
</context>
<context>
    <name>ProofPart</name>
    <message>
        <source>Whether they can be restored</source>
        <translation>能否还原</translation>
    </message>
    <message>
        <source>A check reads everything that is stored. A drill restores the newest point into a throw-away CRM, reads every record back, and takes it away again; your CRM is not touched.</source>
        <translation>检查会读取所有已存储的内容。演练会把最新恢复点还原到一个临时 CRM，读回每条记录，然后将其删除；您的 CRM 不受影响。</translation>
    </message>
    <message>
        <source>Check everything now</source>
        <translation>立即全面检查</translation>
    </message>
    <message>
        <source>of everything</source>
        <translation>检查全部内容</translation>
    </message>
    <message>
        <source>of the newest recovery point</source>
        <translation>检查最新的恢复点</translation>
    </message>
    <message>
        <source>What is checked</source>
        <translation>检查什么</translation>
    </message>
    <message>
        <source>In a cloud, reading everything may cost something. Older points are only proven by reading them.</source>
        <translation>在云端读取全部内容可能会产生费用。较早的恢复点只有读取后才能证明完好。</translation>
    </message>
    <message>
        <source>Start a drill now</source>
        <translation>立即演练</translation>
    </message>
    <message>
        <source>Automatic checks</source>
        <translation>自动检查</translation>
    </message>
    <message>
        <source>Automatic drills</source>
        <translation>自动演练</translation>
    </message>
    <message>
        <source>Only when I ask for one</source>
        <translation>仅在我要求时</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>每周</translation>
    </message>
    <message>
        <source>Every month</source>
        <translation>每月</translation>
    </message>
    <message>
        <source>Every three months</source>
        <translation>每三个月</translation>
    </message>
    <message numerus="yes">
        <source>Every %Ln day(s)</source>
        <translation>
            <numerusform>每 %Ln 天</numerusform>
        </translation>
    </message>
    <message>
        <source>Never checked.</source>
        <translation>从未检查。</translation>
    </message>
    <message numerus="yes">
        <source>Last checked {time}: %Ln recovery point(s) are damaged.</source>
        <translation>
            <numerusform>上次检查：{time}，%Ln 个恢复点已损坏。</numerusform>
        </translation>
    </message>
    <message>
        <source>Last checked {time}: all of it is intact.</source>
        <translation>上次检查：{time}，全部完好。</translation>
    </message>
    <message>
        <source>No drill yet.</source>
        <translation>尚未演练。</translation>
    </message>
    <message>
        <source>Another job of this CRM is still running.</source>
        <translation>此 CRM 的另一个任务仍在运行。</translation>
    </message>
    <message>
        <source>The check of {time} could not be finished: {why}</source>
        <translation>{time}的检查未能完成：{why}</translation>
    </message>
    <message numerus="yes">
        <source>Last drill {time}: %Ln record(s) came back, and every one matches.</source>
        <translation>
            <numerusform>上次演练：{time}，还原了 %Ln 条记录，全部一致。</numerusform>
        </translation>
    </message>
    <message>
        <source>That was of the copy in {place}, not of the repository itself.</source>
        <translation>那是针对 {place} 中的副本，而不是存储库本身。</translation>
    </message>
    <message>
        <source>Last drill {time}: it was stopped.</source>
        <translation>上次演练：{time}，已中止。</translation>
    </message>
    <message>
        <source>Last drill {time}: it failed.</source>
        <translation>上次演练：{time}，失败。</translation>
    </message>
    <message>
        <source>The last drill failed.</source>
        <translation>上次演练失败。</translation>
    </message>
    <message>
        <source>Activity says why. Check everything, then back up.</source>
        <translation>“活动”页说明了原因。请先全面检查，再进行备份。</translation>
    </message>
</context>
<context>
    <name>ProofReport</name>
    <message>
        <source>Proof of a restore: {crm}</source>
        <translation>还原证明：{crm}</translation>
    </message>
    <message>
        <source>Refused records</source>
        <translation>被拒绝的记录</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more, listed in the web page</source>
        <translation>
            <numerusform>另有 %Ln 项，列在网页中</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProtectWizard</name>
    <message>
        <source>Protect a CRM</source>
        <translation>保护一个 CRM</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Start protecting</source>
        <translation>开始保护</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close the guide?</source>
        <translation>关闭向导？</translation>
    </message>
    <message>
        <source>The repository has been made, and its recovery code is shown only here.</source>
        <translation>存储库已建立，恢复码只在这里显示。</translation>
    </message>
    <message>
        <source>If you close now, only the passphrase opens the repository. It stays where it is, still empty.</source>
        <translation>如果现在关闭，就只有密码短语能打开存储库。存储库会留在原处，仍是空的。</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>仍然关闭</translation>
    </message>
    <message>
        <source>The settings could not be saved.</source>
        <translation>无法保存设置。</translation>
    </message>
    <message>
        <source>Nothing is lost: try again.</source>
        <translation>没有丢失任何内容，请重试。</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Leave it</source>
        <translation>保持不变</translation>
    </message>
</context>
<context>
    <name>Quitting</name>
    <message>
        <source>{job} is not finished.</source>
        <translation>“{job}”尚未完成。</translation>
    </message>
    <message>
        <source>If you quit now it is stopped safely: earlier recovery points stay as they are, and a restore that is not finished changes nothing.</source>
        <translation>如果现在退出，任务会安全停止：较早的恢复点保持不变，未完成的还原不会改动任何内容。</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>Stop safely and quit</source>
        <translation>安全停止并退出</translation>
    </message>
    <message>
        <source>Finishing safely</source>
        <translation>正在安全收尾</translation>
    </message>
    <message>
        <source>Finishing safely…</source>
        <translation>正在安全收尾…</translation>
    </message>
    <message>
        <source>The running job stops at the next safe place. This takes a few seconds.</source>
        <translation>正在运行的任务会在下一个安全位置停止，只需几秒钟。</translation>
    </message>
</context>
<context>
    <name>ReadableButton</name>
    <message>
        <source>What it may read…</source>
        <translation>可读取的内容…</translation>
    </message>
</context>
<context>
    <name>ReadableDialog</name>
    <message>
        <source>What this account may read</source>
        <translation>此账户可读取的内容</translation>
    </message>
    <message>
        <source>Not everything may be read. What is missing here is missing in the recovery points.</source>
        <translation>并非全部内容都可读取。这里缺少的，恢复点中也会缺少。</translation>
    </message>
    <message>
        <source>Whoever runs the CRM can give this account the permissions; then test again.</source>
        <translation>CRM 的管理员可以为此账户授予权限；然后请再次测试。</translation>
    </message>
    <message>
        <source>This account may read everything that the CRM describes.</source>
        <translation>此账户可以读取 CRM 所描述的全部内容。</translation>
    </message>
    <message>
        <source>Parts of the CRM, and what of them is read</source>
        <translation>CRM 的各部分，以及其中读取的内容</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ReadableTable</name>
    <message>
        <source>Part of the CRM</source>
        <translation>CRM 的部分</translation>
    </message>
    <message>
        <source>Is read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>What this account may not read</source>
        <translation>此账户不能读取的内容</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>{count} fields</source>
        <translation>{count} 个字段</translation>
    </message>
    <message>
        <source>the whole part</source>
        <translation>整个部分</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>RecordEnds</name>
    <message>
        <source>What happened</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>将会发生什么</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Part of the CRM</source>
        <translation>CRM 的部分</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>created</source>
        <translation>已新建</translation>
    </message>
    <message>
        <source>put back</source>
        <translation>已恢复原值</translation>
    </message>
    <message>
        <source>out of the recycle bin</source>
        <translation>已从回收站取回</translation>
    </message>
    <message>
        <source>same already</source>
        <translation>已一致</translation>
    </message>
    <message>
        <source>left alone</source>
        <translation>未改动</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>is created</source>
        <translation>将新建</translation>
    </message>
    <message>
        <source>is put back</source>
        <translation>将恢复原值</translation>
    </message>
    <message>
        <source>comes out of the recycle bin</source>
        <translation>将从回收站取回</translation>
    </message>
    <message>
        <source>is left alone</source>
        <translation>将不改动</translation>
    </message>
    <message>
        <source>will be refused</source>
        <translation>将被拒绝</translation>
    </message>
    <message>
        <source>is removed</source>
        <translation>将移除</translation>
    </message>
</context>
<context>
    <name>RecordsSearch</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>With everything that belongs to them</source>
        <translation>连同属于它们的所有内容</translation>
    </message>
    <message>
        <source>A name, an address, a number…</source>
        <translation>姓名、地址、号码…</translation>
    </message>
    <message>
        <source>Search for records</source>
        <translation>搜索记录</translation>
    </message>
    <message>
        <source>Records that were found</source>
        <translation>找到的记录</translation>
    </message>
    <message>
        <source>Also what refers to the chosen records, such as the notes of a contact, and so on.</source>
        <translation>也包括引用所选记录的内容，例如联系人的备注等。</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Nothing was found. Try another part of the name or number.</source>
        <translation>没有找到。请换名称或号码的其他部分试试。</translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln record(s) are shown. A longer text finds fewer.</source>
        <translation>
            <numerusform>显示前 %Ln 条记录。输入更长的文字可缩小范围。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) found</source>
        <translation>
            <numerusform>找到 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) chosen</source>
        <translation>
            <numerusform>已选 %Ln 条记录</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Restore</name>
    <message>
        <source>Choose a recovery point.</source>
        <translation>请选择一个恢复点。</translation>
    </message>
    <message>
        <source>There is no recovery point from that time or before it. Choose a later time.</source>
        <translation>没有那个时间或更早的恢复点。请选择较晚的时间。</translation>
    </message>
    <message>
        <source>Let the program look for the newest intact recovery point first.</source>
        <translation>请先让程序查找最新的完好恢复点。</translation>
    </message>
    <message>
        <source>Tick at least one part of the CRM.</source>
        <translation>请至少勾选 CRM 的一个部分。</translation>
    </message>
    <message>
        <source>Search for records and tick at least one.</source>
        <translation>请搜索记录并至少勾选一条。</translation>
    </message>
    <message>
        <source>Choose at least one field, or all of them.</source>
        <translation>请至少选择一个字段，或选择全部字段。</translation>
    </message>
    <message>
        <source>Choose where to write.</source>
        <translation>请选择写入位置。</translation>
    </message>
    <message>
        <source>This is the CRM itself. Choose “Into the same CRM”, or another place.</source>
        <translation>这就是该 CRM 本身。请选择“还原到同一个 CRM”或其他位置。</translation>
    </message>
    <message>
        <source>There is something at that place already. Go back and choose one where there is nothing yet.</source>
        <translation>该位置已有内容。请返回并选择一个空的位置。</translation>
    </message>
    <message>
        <source>There is no CRM at that place. Go back and choose one that exists, or a new place.</source>
        <translation>该位置没有 CRM。请返回并选择已有的 CRM 或新位置。</translation>
    </message>
    <message>
        <source>Single fields are put back into records that are there, and a new place has none. Go back and choose all fields, or another place.</source>
        <translation>个别字段只能恢复到现有记录中，而新位置没有记录。请返回并选择全部字段或其他位置。</translation>
    </message>
    <message>
        <source>Tick at least one of the three.</source>
        <translation>三项中请至少勾选一项。</translation>
    </message>
    <message>
        <source>You chose single fields. All that can be done with them is to put them back.</source>
        <translation>您选择了个别字段，它们只能恢复原值。</translation>
    </message>
    <message>
        <source>Records that changed can only be put back if missing ones are created as well.</source>
        <translation>只有同时新建缺少的记录，才能恢复已更改的记录。</translation>
    </message>
    <message>
        <source>Newer records can only be removed if the other two are ticked as well.</source>
        <translation>只有同时勾选另外两项，才能移除较新的记录。</translation>
    </message>
</context>
<context>
    <name>RestoreCounts</name>
    <message>
        <source>Part of the CRM</source>
        <translation>CRM 的组成部分</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>已新建</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Out of the bin</source>
        <translation>从回收站取回</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>恢复原值</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Already the same</source>
        <translation>已一致</translation>
    </message>
    <message>
        <source>Left alone</source>
        <translation>未改动</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>Read back</source>
        <translation>已回读</translation>
    </message>
    <message>
        <source>{part} {key}: {reason}</source>
        <translation>{part} {key}：{reason}</translation>
    </message>
</context>
<context>
    <name>RestoreWizard</name>
    <message>
        <source>Restore {crm}</source>
        <translation>还原 {crm}</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>还原</translation>
    </message>
</context>
<context>
    <name>RetentionPart</name>
    <message>
        <source>How long they stay</source>
        <translation>保留多久</translation>
    </message>
    <message>
        <source>Newest points</source>
        <translation>最新的恢复点</translation>
    </message>
    <message>
        <source>One for each hour</source>
        <translation>每小时一个</translation>
    </message>
    <message>
        <source>One for each day</source>
        <translation>每天一个</translation>
    </message>
    <message>
        <source>One for each week</source>
        <translation>每周一个</translation>
    </message>
    <message>
        <source>One for each month</source>
        <translation>每月一个</translation>
    </message>
    <message>
        <source>One for each year</source>
        <translation>每年一个</translation>
    </message>
    <message>
        <source>All of the last days</source>
        <translation>最近若干天的全部</translation>
    </message>
    <message>
        <source>Nothing younger goes (days)</source>
        <translation>至少保留（天）</translation>
    </message>
    <message>
        <source>Safety points (days)</source>
        <translation>安全点（天）</translation>
    </message>
    <message>
        <source>A point stays while any of these wants it. Pinned points and those under legal hold always stay.</source>
        <translation>只要符合其中任一条，恢复点就会保留。已固定和处于法律保留的恢复点始终保留。</translation>
    </message>
    <message>
        <source>Tidy up by these rules after each backup into this place</source>
        <translation>每次备份到此处后按这些规则清理</translation>
    </message>
    <message>
        <source>Show what would go</source>
        <translation>显示将移除的恢复点</translation>
    </message>
    <message>
        <source>Save the rules</source>
        <translation>保存规则</translation>
    </message>
    <message>
        <source>Tidy up now…</source>
        <translation>立即清理…</translation>
    </message>
    <message>
        <source>Make a fresh full point</source>
        <translation>生成新的完整恢复点</translation>
    </message>
    <message>
        <source>From what is kept, without asking the CRM. The next points then need fewer others.</source>
        <translation>由已保留的内容生成，无需读取 CRM。之后的恢复点将依赖更少的其他恢复点。</translation>
    </message>
    <message>
        <source>What would become of each recovery point</source>
        <translation>每个恢复点的去留</translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) would go</source>
        <translation>
            <numerusform>将移除 %Ln 个恢复点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln would stay.</source>
        <translation>
            <numerusform>保留 %Ln 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>{going}, {staying}</source>
        <translation>{going}，{staying}</translation>
    </message>
    <message>
        <source>Nothing would go: all recovery points stay.</source>
        <translation>不会移除任何恢复点：全部保留。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln that stay(s) is stored anew first, because what it needs goes.</source>
        <translation>
            <numerusform>其中 %Ln 个保留的恢复点所依赖的内容将被移除，会先重新存储。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Let %Ln recovery point(s) go?</source>
        <translation>
            <numerusform>要移除 %Ln 个恢复点吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>They are listed on the page. They leave the timeline now and are deleted for good after 72 hours; until then pinning one brings it back.</source>
        <translation>页面上已列出这些恢复点。它们现在从时间线中移除，72 小时后彻底删除；在此之前，固定某个恢复点即可将其找回。</translation>
    </message>
    <message>
        <source>Tidy up</source>
        <translation>清理</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Nothing goes by itself from now on.</source>
        <translation>从现在起不会自动移除任何恢复点。</translation>
    </message>
    <message>
        <source>Saved. These rules are followed after each backup from now on.</source>
        <translation>已保存。从现在起，每次备份后都会遵循这些规则。</translation>
    </message>
</context>
<context>
    <name>RetentionPreview</name>
    <message>
        <source>Recovery point</source>
        <translation>恢复点</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>What becomes of it</source>
        <translation>去留</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>stays</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>goes</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>the newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>among the last</source>
        <translation>属于最近几个</translation>
    </message>
    <message>
        <source>of its hour</source>
        <translation>当小时的</translation>
    </message>
    <message>
        <source>of its day</source>
        <translation>当天的</translation>
    </message>
    <message>
        <source>of its week</source>
        <translation>当周的</translation>
    </message>
    <message>
        <source>of its month</source>
        <translation>当月的</translation>
    </message>
    <message>
        <source>of its year</source>
        <translation>当年的</translation>
    </message>
    <message>
        <source>not old enough</source>
        <translation>时间不够久</translation>
    </message>
    <message>
        <source>too young to go</source>
        <translation>太新，不移除</translation>
    </message>
    <message>
        <source>a young safety point or point of some parts</source>
        <translation>较新的安全点或部分恢复点</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>under legal hold</source>
        <translation>处于法律保留</translation>
    </message>
    <message>
        <source>has a part under legal hold</source>
        <translation>有一部分处于法律保留</translation>
    </message>
    <message>
        <source>needed by a damaged point</source>
        <translation>被受损的恢复点所依赖</translation>
    </message>
    <message>
        <source>no rule keeps it</source>
        <translation>没有规则保留它</translation>
    </message>
</context>
<context>
    <name>RhythmPage</name>
    <message>
        <source>How often?</source>
        <translation>多久备份一次？</translation>
    </message>
    <message>
        <source>You can change every part of this later, on the page Schedule.</source>
        <translation>以后可以在“计划”页面更改所有这些设置。</translation>
    </message>
    <message>
        <source>CRM</source>
        <translation>CRM</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>存放于</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>&amp;Make the first backup now</source>
        <translation>立即进行首次备份(&amp;M)</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>{name} ({place})</source>
        <translation>{name}（{place}）</translation>
    </message>
    <message>
        <source>for restoring only: {names}</source>
        <translation>仅用于还原：{names}</translation>
    </message>
    <message>
        <source>the recovery points that are there, and new ones</source>
        <translation>现有的恢复点和新的恢复点</translation>
    </message>
    <message>
        <source>&amp;Make a backup now</source>
        <translation>立即备份(&amp;M)</translation>
    </message>
    <message>
        <source>“{name}” starts a new timeline</source>
        <translation>“{name}”开始新的时间线</translation>
    </message>
    <message>
        <source>going on with the timeline of “{name}”</source>
        <translation>接续“{name}”的时间线</translation>
    </message>
    <message>
        <source>the whole CRM</source>
        <translation>整个 CRM</translation>
    </message>
    <message>
        <source>only {names}</source>
        <translation>仅 {names}</translation>
    </message>
</context>
<context>
    <name>RuleRow</name>
    <message>
        <source>Strategy</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>on {days}</source>
        <translation>{days}</translation>
    </message>
    <message>
        <source>on these days:</source>
        <translation>在以下日期：</translation>
    </message>
    <message>
        <source>Once or several times a day</source>
        <translation>每天一次或多次</translation>
    </message>
    <message>
        <source>at</source>
        <translation>在</translation>
    </message>
    <message>
        <source>{interval} from</source>
        <translation>{interval}，从</translation>
    </message>
    <message>
        <source>First time</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Last time</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Remove this part</source>
        <translation>移除这一部分</translation>
    </message>
</context>
<context>
    <name>RunDetail</name>
    <message>
        <source>Details of the run</source>
        <translation>运行详情</translation>
    </message>
    <message>
        <source>Mark as seen</source>
        <translation>标为已读</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>已读</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunTable</name>
    <message>
        <source>What was done, newest first</source>
        <translation>运行记录，最新的在前</translation>
    </message>
</context>
<context>
    <name>SalvageDialog</name>
    <message>
        <source>Passphrase or recovery code</source>
        <translation>密码短语或恢复码</translation>
    </message>
    <message>
        <source>&amp;Passphrase or recovery code</source>
        <translation>密码短语或恢复码(&amp;P)</translation>
    </message>
    <message>
        <source>Rebuild what is left</source>
        <translation>重建剩余内容</translation>
    </message>
    <message>
        <source>Everything that can still be read goes to an empty place, and becomes a repository there that the same keys open. The damaged one is only read. Then every part is read back, and you are told what is whole.</source>
        <translation>所有仍可读取的内容会放到一个空的位置，并在那里成为存储库，用同样的密钥即可打开。损坏的存储库只会被读取。随后会读回每一部分，并告诉您哪些是完好的。</translation>
    </message>
    <message>
        <source>Rebuild there</source>
        <translation>在那里重建</translation>
    </message>
</context>
<context>
    <name>Salvaged</name>
    <message>
        <source>as it was</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>described anew</source>
        <translation>说明已重新生成</translation>
    </message>
    <message>
        <source>put together from pieces</source>
        <translation>由碎片拼合而成</translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) are in the rebuilt repository.</source>
        <translation>
            <numerusform>重建的存储库中有 %Ln 个恢复点。</numerusform>
        </translation>
    </message>
    <message>
        <source>Every part of them was read there and is what was written.</source>
        <translation>每一部分都已在那里读回，与写入时一致。</translation>
    </message>
    <message>
        <source>{whole} of them are whole: every part was read there. Of the others, what is left can be restored.</source>
        <translation>其中 {whole} 个完好：每一部分都已在那里读回。其余的恢复点可以还原剩余的内容。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them had lost their description, which was made anew.</source>
        <translation>
            <numerusform>其中 %Ln 个丢失了说明，已重新生成。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln stored object(s) could not be read any more.</source>
        <translation>
            <numerusform>有 %Ln 个存储对象已无法读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>The damaged repository was only read; it is as it was.</source>
        <translation>原存储库只被读取，保持原样。</translation>
    </message>
</context>
<context>
    <name>SalvagedDialog</name>
    <message>
        <source>What was rebuilt</source>
        <translation>重建结果</translation>
    </message>
    <message>
        <source>Recovery points of the rebuilt repository</source>
        <translation>重建后存储库的恢复点</translation>
    </message>
    <message>
        <source>Go on with the rebuilt repository</source>
        <translation>改用重建的存储库</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Nothing was rebuilt in {place}. If parts are left there, choose another empty place.</source>
        <translation>没有在 {place} 重建任何内容。如果那里留有残余部分，请选择另一个空位置。</translation>
    </message>
    <message>
        <source>It is in {place}. If you go on with it, new recovery points are kept there, too.</source>
        <translation>它位于 {place}。如果改用它，新的恢复点也会存放在那里。</translation>
    </message>
</context>
<context>
    <name>SalvagedTable</name>
    <message>
        <source>CRM</source>
        <translation>CRM</translation>
    </message>
    <message>
        <source>As of</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>How</source>
        <translation>重建情况</translation>
    </message>
    <message>
        <source>Whole</source>
        <translation>是否完好</translation>
    </message>
    <message>
        <source>yes, every part was read</source>
        <translation>完好，每一部分都已读取</translation>
    </message>
    <message>
        <source>no, parts are missing</source>
        <translation>不完好，缺少部分内容</translation>
    </message>
</context>
<context>
    <name>SamePage</name>
    <message>
        <source>Is it the same CRM?</source>
        <translation>是同一个 CRM 吗？</translation>
    </message>
    <message>
        <source>This repository already holds recovery points of a CRM at the same address.</source>
        <translation>这个存储库中已有一个 CRM 的恢复点，它的地址与此 CRM 相同。</translation>
    </message>
    <message>
        <source>Two computers can have the same address for different CRMs. Only you can tell: what belongs to two companies must not get into one timeline.</source>
        <translation>两台电脑上不同的 CRM 可能有相同的地址。只有您能判断：两家公司的数据不能混入同一条时间线。</translation>
    </message>
    <message>
        <source>On this computer: {place}</source>
        <translation>这台电脑上：{place}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>On this computer: {place}, {records}</source>
        <translation>这台电脑上：{place}，{records}</translation>
    </message>
    <message>
        <source>Yes, go on with its timeline</source>
        <translation>是，接续它的时间线</translation>
    </message>
    <message>
        <source>No, it is another CRM: start a new timeline</source>
        <translation>不是，这是另一个 CRM：开始新的时间线</translation>
    </message>
    <message>
        <source>It is kept beside the other one, as “{name}”, and begins with a full backup.</source>
        <translation>它将以“{name}”为名与另一个分开保存，并从一次完整备份开始。</translation>
    </message>
    <message>
        <source>It is “{name}”, with no recovery point that can be read.</source>
        <translation>它是“{name}”，没有可读取的恢复点。</translation>
    </message>
    <message>
        <source>It is “{name}”. Its newest recovery point: {when}.</source>
        <translation>它是“{name}”。最新恢复点：{when}。</translation>
    </message>
    <message>
        <source>It is “{name}”. Its newest recovery point: {when}, {records}.</source>
        <translation>它是“{name}”。最新恢复点：{when}，{records}。</translation>
    </message>
</context>
<context>
    <name>SchedulePage</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复运行</translation>
    </message>
    <message>
        <source>Only while there is a network</source>
        <translation>仅在有网络时</translation>
    </message>
    <message>
        <source>Back up automatically</source>
        <translation>自动备份</translation>
    </message>
    <message>
        <source>Add another time</source>
        <translation>添加备份时间</translation>
    </message>
    <message>
        <source>Not over a metered connection, such as a phone hotspot</source>
        <translation>按流量计费的网络（如手机热点）下不备份</translation>
    </message>
    <message>
        <source>Not on battery with less than</source>
        <translation>使用电池且电量低于以下值时不备份</translation>
    </message>
    <message>
        <source>No backup happens by itself.</source>
        <translation>不会自动备份。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Rhythm</source>
        <translation>备份频率</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>暂停 1 小时</translation>
    </message>
    <message>
        <source>For four hours</source>
        <translation>暂停 4 小时</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>暂停到明天</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Per cent of battery</source>
        <translation>电池电量百分比</translation>
    </message>
    <message>
        <source>Next backups</source>
        <translation>接下来的备份</translation>
    </message>
    <message>
        <source>Save the schedule</source>
        <translation>保存计划</translation>
    </message>
    <message>
        <source>Discard the changes</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>When the computer is off or asleep at such a time, one backup is made as soon as it is on again. The later times stay as they are.</source>
        <translation>如果到时电脑关机或休眠，开机后会立即补做一次备份。之后的备份时间不变。</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>There are changes that are not saved.</source>
        <translation>有尚未保存的更改。</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>Paused until {time}.</source>
        <translation>已暂停，直到{time}。</translation>
    </message>
    <message>
        <source>All CRMs are paused until {time}.</source>
        <translation>所有 CRM 均已暂停，直到{time}。</translation>
    </message>
</context>
<context>
    <name>ScheduleWords</name>
    <message>
        <source>Only when you choose Back up now</source>
        <translation>仅在您选择“立即备份”时</translation>
    </message>
    <message>
        <source>{before}, {after}</source>
        <translation>{before}，{after}</translation>
    </message>
    <message>
        <source>{strategy} every day at {time}</source>
        <translation>每天 {time} {strategy}备份</translation>
    </message>
    <message>
        <source>{strategy} on {days} at {time}</source>
        <translation>{days} {time} {strategy}备份</translation>
    </message>
    <message>
        <source>{strategy} {interval}</source>
        <translation>{interval}{strategy}备份</translation>
    </message>
    <message>
        <source>{strategy} {interval} on {days}</source>
        <translation>{days}{interval}{strategy}备份</translation>
    </message>
    <message>
        <source>{strategy} {interval} from {first} to {last}</source>
        <translation>{first} 至 {last} {interval}{strategy}备份</translation>
    </message>
    <message>
        <source>{strategy} {interval} from {first} to {last} on {days}</source>
        <translation>{days} {first} 至 {last} {interval}{strategy}备份</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>incremental</source>
        <translation>增量</translation>
    </message>
    <message>
        <source>differential</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>every day</source>
        <translation>每天</translation>
    </message>
    <message>
        <source>Mondays to Fridays</source>
        <translation>周一至周五</translation>
    </message>
    <message>
        <source>weekends</source>
        <translation>周末</translation>
    </message>
    <message>
        <source>no day</source>
        <translation>没有日期</translation>
    </message>
    <message>
        <source>every hour</source>
        <translation>每小时</translation>
    </message>
    <message numerus="yes">
        <source>every %n hour(s)</source>
        <translation>
            <numerusform>每 %Ln 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n minute(s)</source>
        <translation>
            <numerusform>每 %Ln 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>Every hour during the day</source>
        <translation>白天每小时</translation>
    </message>
    <message>
        <source>Every evening</source>
        <translation>每天晚上</translation>
    </message>
    <message>
        <source>Once a week</source>
        <translation>每周一次</translation>
    </message>
    <message>
        <source>Only when I ask</source>
        <translation>仅在我要求时</translation>
    </message>
    <message>
        <source>My own rhythm</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>For a CRM that is worked in all day: at most an hour of work can be lost.</source>
        <translation>适合全天使用：最多丢失一小时的工作。</translation>
    </message>
    <message>
        <source>For most: at most a day of work can be lost.</source>
        <translation>适合大多数情况：最多丢失一天的工作。</translation>
    </message>
    <message>
        <source>For records that seldom change.</source>
        <translation>适合很少更改的记录。</translation>
    </message>
    <message>
        <source>Nothing happens by itself. You will be reminded when the last one is old.</source>
        <translation>不会自动备份。最近的备份过旧时会提醒您。</translation>
    </message>
    <message>
        <source>Choose at least one day of the week.</source>
        <translation>请至少选择一周中的一天。</translation>
    </message>
    <message>
        <source>The first time must be before the last one.</source>
        <translation>开始时间必须早于结束时间。</translation>
    </message>
    <message>
        <source>Mondays</source>
        <translation>周一</translation>
    </message>
    <message>
        <source>Tuesdays</source>
        <translation>周二</translation>
    </message>
    <message>
        <source>Wednesdays</source>
        <translation>周三</translation>
    </message>
    <message>
        <source>Thursdays</source>
        <translation>周四</translation>
    </message>
    <message>
        <source>Fridays</source>
        <translation>周五</translation>
    </message>
    <message>
        <source>Saturdays</source>
        <translation>周六</translation>
    </message>
    <message>
        <source>Sundays</source>
        <translation>周日</translation>
    </message>
</context>
<context>
    <name>ScopePage</name>
    <message>
        <source>How much of it?</source>
        <translation>要保护多少内容？</translation>
    </message>
    <message>
        <source>Only what is in the recovery points can be restored from them.</source>
        <translation>只有恢复点中的内容才能还原。</translation>
    </message>
    <message>
        <source>The &amp;whole CRM, and what is added to it later (recommended)</source>
        <translation>整个 CRM，以及以后新增的内容（推荐）(&amp;W)</translation>
    </message>
    <message>
        <source>Only these &amp;parts</source>
        <translation>仅以下部分(&amp;P)</translation>
    </message>
    <message>
        <source>Asking how much there is…</source>
        <translation>正在询问有多少数据…</translation>
    </message>
    <message>
        <source>Nobody can tell how many calls the first backup takes.</source>
        <translation>无法预知首次备份需要多少次调用。</translation>
    </message>
</context>
<context>
    <name>Scopes</name>
    <message>
        <source>Read records</source>
        <translation>读取记录</translation>
    </message>
    <message>
        <source>Read, create, change and delete records</source>
        <translation>读取、创建、更改和删除记录</translation>
    </message>
    <message>
        <source>Read which objects and fields there are</source>
        <translation>读取有哪些对象和字段</translation>
    </message>
    <message>
        <source>Read many records at once</source>
        <translation>一次读取大量记录</translation>
    </message>
    <message>
        <source>Bring records back from the recycle bin</source>
        <translation>从回收站恢复记录</translation>
    </message>
    <message>
        <source>Read who the users and owners are</source>
        <translation>读取用户和所有者信息</translation>
    </message>
    <message>
        <source>Read what the account is</source>
        <translation>读取账户信息</translation>
    </message>
    <message>
        <source>Do, as a program, what the user who signs in may do</source>
        <translation>以程序方式执行登录用户有权执行的操作</translation>
    </message>
    <message>
        <source>Stay signed in</source>
        <translation>保持登录状态</translation>
    </message>
    <message>
        <source>For backups</source>
        <translation>用于备份</translation>
    </message>
    <message>
        <source>For restores</source>
        <translation>用于还原</translation>
    </message>
    <message>
        <source>For backups that run by themselves</source>
        <translation>用于自动运行的备份</translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Hide what is typed</source>
        <translation>隐藏输入的内容</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>显示输入的内容</translation>
    </message>
</context>
<context>
    <name>ServerChoice</name>
    <message>
        <source>Choose the account…</source>
        <translation>选择账户…</translation>
    </message>
    <message>
        <source>Choose the database…</source>
        <translation>选择数据库…</translation>
    </message>
    <message>
        <source>No account was chosen yet.</source>
        <translation>尚未选择账户。</translation>
    </message>
    <message>
        <source>No database was chosen yet.</source>
        <translation>尚未选择数据库。</translation>
    </message>
    <message>
        <source>{place}
Attachments: {files}</source>
        <translation>{place}
附件：{files}</translation>
    </message>
</context>
<context>
    <name>ServerForm</name>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>&amp;Remember on this computer, so that backups run by themselves</source>
        <translation>在这台电脑上记住，以便自动备份(&amp;R)</translation>
    </message>
    <message>
        <source>Folder of attachments</source>
        <translation>附件文件夹</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>更多(&amp;M)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Encryption, and sockets of this computer</source>
        <translation>加密，以及这台电脑的套接字</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>加密</translation>
    </message>
    <message>
        <source>File of certificates</source>
        <translation>证书文件</translation>
    </message>
    <message>
        <source>those that this computer trusts</source>
        <translation>这台电脑信任的证书</translation>
    </message>
    <message>
        <source>Socket</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>where the server offers it</source>
        <translation>服务器支持时</translation>
    </message>
    <message>
        <source>always</source>
        <translation>始终</translation>
    </message>
    <message>
        <source>always, and the server must prove that it is the right one</source>
        <translation>始终，并且服务器必须证明身份</translation>
    </message>
    <message>
        <source>never (only within this computer, or a network that you trust)</source>
        <translation>从不（仅限这台电脑或您信任的网络）</translation>
    </message>
    <message>
        <source>its folder, instead of a server</source>
        <translation>套接字所在的文件夹，代替服务器</translation>
    </message>
    <message>
        <source>its file, instead of a server</source>
        <translation>套接字文件，代替服务器</translation>
    </message>
    <message>
        <source>P&amp;ort</source>
        <translation>端口(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>服务器(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Database</source>
        <translation>数据库(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;User</source>
        <translation>用户(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Attachments</source>
        <translation>附件(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Encryption</source>
        <translation>加密(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Certificates</source>
        <translation>证书(&amp;C)</translation>
    </message>
    <message>
        <source>Soc&amp;ket</source>
        <translation>套接字(&amp;K)</translation>
    </message>
    <message>
        <source>localhost, or a name such as db.example.com</source>
        <translation>localhost，或类似 db.example.com 的名称</translation>
    </message>
    <message>
        <source>as it is kept on this computer</source>
        <translation>使用这台电脑上保存的密码</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Backing up {crm}</source>
        <translation>备份 {crm}</translation>
    </message>
    <message>
        <source>Checking {crm}</source>
        <translation>检查 {crm}</translation>
    </message>
    <message>
        <source>Restoring {crm}</source>
        <translation>还原 {crm}</translation>
    </message>
    <message>
        <source>Undoing a restore of {crm}</source>
        <translation>撤销 {crm} 的还原</translation>
    </message>
    <message>
        <source>Restore drill of {crm}</source>
        <translation>{crm} 的还原演练</translation>
    </message>
    <message>
        <source>Making a fresh full point of {crm}</source>
        <translation>为 {crm} 生成新的完整恢复点</translation>
    </message>
    <message>
        <source>Tidying up {crm}</source>
        <translation>清理 {crm}</translation>
    </message>
    <message>
        <source>Copying the recovery points of {crm}</source>
        <translation>复制 {crm} 的恢复点</translation>
    </message>
    <message>
        <source>Rebuilding the repository of {crm}</source>
        <translation>重建 {crm} 的存储库</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Keep running in the tray when the window is closed</source>
        <translation>关闭窗口后在系统托盘中继续运行</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>It has moved…</source>
        <translation>已移到别处…</translation>
    </message>
    <message>
        <source>Change the connection…</source>
        <translation>更改连接…</translation>
    </message>
    <message>
        <source>Forget the key on this computer…</source>
        <translation>移除这台电脑上的密钥…</translation>
    </message>
    <message>
        <source>Forget this CRM…</source>
        <translation>移除此 CRM…</translation>
    </message>
    <message>
        <source>Leaves room on the line for others. It counts for what begins from now on.</source>
        <translation>为网络上的其他用途留出带宽。从此刻起开始的任务都会遵守。</translation>
    </message>
    <message>
        <source>The language changes when the program is started again.</source>
        <translation>重新启动程序后，语言才会更改。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>After every backup</source>
        <translation>每次备份后</translation>
    </message>
    <message>
        <source>Only when something is wrong</source>
        <translation>仅在出现问题时</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source> MB a second</source>
        <translation> MB/秒</translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Sending to clouds, at most</source>
        <translation>发送到云端的最高速度</translation>
    </message>
    <message>
        <source>CRM</source>
        <translation>CRM</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>CRMs</source>
        <translation>CRM 列表</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Notifications</source>
        <translation>通知(&amp;N)</translation>
    </message>
    <message>
        <source>Sending to cl&amp;ouds</source>
        <translation>发送到云端(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;CRM</source>
        <translation>CRM(&amp;C)</translation>
    </message>
    <message>
        <source>N&amp;ame</source>
        <translation>名称(&amp;A)</translation>
    </message>
    <message>
        <source>Location</source>
        <translation>所在位置</translation>
    </message>
    <message>
        <source>Backups are in</source>
        <translation>备份存放于</translation>
    </message>
    <message>
        <source>Settings file</source>
        <translation>设置文件</translation>
    </message>
    <message>
        <source>Attachments</source>
        <translation>附件</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>from source</source>
        <translation>源代码版本</translation>
    </message>
    <message>
        <source>Keys are kept in the keyring of the system, never in a file.</source>
        <translation>密钥保存在系统的密钥环中，绝不写入文件。</translation>
    </message>
    <message>
        <source>Not while the CRM is being worked on.</source>
        <translation>该 CRM 有任务正在运行时不能执行。</translation>
    </message>
    <message>
        <source>Where is {name}?</source>
        <translation>{name} 在哪里？</translation>
    </message>
    <message>
        <source>Forget the key of this repository on this computer?</source>
        <translation>要移除这台电脑上此存储库的密钥吗？</translation>
    </message>
    <message>
        <source>Backups no longer run by themselves: the passphrase or the recovery code is asked for at every start. Make sure that you have one of them.</source>
        <translation>备份将不再自动运行：每次启动都会要求输入密码短语或恢复码。请确认您有其中之一。</translation>
    </message>
    <message>
        <source>Forget the key</source>
        <translation>移除密钥</translation>
    </message>
    <message>
        <source>This computer no longer keeps the key.</source>
        <translation>这台电脑已不再保存密钥。</translation>
    </message>
    <message>
        <source>This computer keeps no key for this repository.</source>
        <translation>这台电脑没有保存此存储库的密钥。</translation>
    </message>
    <message>
        <source>Take “{name}” out of the list?</source>
        <translation>要将“{name}”从列表中移除吗？</translation>
    </message>
    <message>
        <source>It is no longer backed up. Its recovery points stay in {place}; “I already have a repository” in the guide brings it back.</source>
        <translation>它将不再备份。其恢复点仍保留在 {place}；可通过向导中的“我已有存储库”重新加入。</translation>
    </message>
    <message>
        <source>Forget this CRM</source>
        <translation>移除此 CRM</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>SignInDialog</name>
    <message>
        <source>Sign in to {service}</source>
        <translation>登录 {service}</translation>
    </message>
    <message>
        <source>Your browser opens {service}. Sign in there, and allow this program to use the account. This window then goes on by itself.</source>
        <translation>浏览器将打开 {service}。请在那里登录，并允许本程序使用该账户。随后此窗口会自动继续。</translation>
    </message>
    <message>
        <source>Open the browser again</source>
        <translation>再次打开浏览器</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>For another browser of this computer</source>
        <translation>用于这台电脑上的其他浏览器</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The browser did not open.</source>
        <translation>浏览器没有打开。</translation>
    </message>
    <message>
        <source>Copy the address, and open it in a browser of this computer.</source>
        <translation>请复制地址，并在这台电脑的浏览器中打开。</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Where it is</source>
        <translation>所在位置</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>CRM</source>
        <translation>CRM</translation>
    </message>
    <message>
        <source>How much</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Where to keep</source>
        <translation>存放位置</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>密码短语</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>CRMs</source>
        <translation>CRM 列表</translation>
    </message>
    <message>
        <source>Same CRM?</source>
        <translation>是否同一个</translation>
    </message>
    <message>
        <source>Rhythm and start</source>
        <translation>频率与启动</translation>
    </message>
</context>
<context>
    <name>TimelineModel</name>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>{added} added, {changed} changed, {deleted} deleted</source>
        <translation>新增 {added}，更改 {changed}，删除 {deleted}</translation>
    </message>
    <message>
        <source>{size} stored</source>
        <translation>占用 {size}</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Stands between the parts of a sentence that is read aloud.</extracomment>
        <translation>，</translation>
    </message>
    <message>
        <source>Damaged point</source>
        <translation>已损坏的恢复点</translation>
    </message>
    <message>
        <source>safety</source>
        <translation>安全点</translation>
    </message>
    <message>
        <source>{strategy}, partial</source>
        <translation>{strategy}，部分</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>尚未</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>checked, intact</source>
        <translation>已检查，完好</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>Damaged point: what it held, and when, can no longer be read.</source>
        <translation>已损坏的恢复点：其内容和时间均无法读取。</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录数</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>占用空间</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>已检查</translation>
    </message>
</context>
<context>
    <name>TimelinePage</name>
    <message>
        <source>Show safety points too</source>
        <translation>同时显示安全点</translation>
    </message>
    <message>
        <source>Also points that were taken before a restore, and those of only a part of the CRM.</source>
        <translation>也显示还原前创建的恢复点，以及仅含 CRM 部分内容的恢复点。</translation>
    </message>
    <message>
        <source>You see those of the copy in {place}, which may lack the newest.</source>
        <translation>您看到的是 {place} 中副本的恢复点，其中可能缺少最新的。</translation>
    </message>
    <message>
        <source>You see what was known before.</source>
        <translation>您看到的是之前已知的内容。</translation>
    </message>
    <message>
        <source>Reading the recovery points…</source>
        <translation>正在读取恢复点…</translation>
    </message>
    <message>
        <source>The first recovery point is being taken</source>
        <translation>正在创建第一个恢复点</translation>
    </message>
    <message>
        <source>It will appear here as soon as it is complete.</source>
        <translation>完成后会显示在这里。</translation>
    </message>
    <message>
        <source>No recovery points yet</source>
        <translation>尚无恢复点</translation>
    </message>
    <message>
        <source>Take the first one now. From then on everything can be brought back as it was at that moment.</source>
        <translation>现在就创建第一个恢复点。此后，一切都可以恢复到那一刻的样子。</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The repository is locked</source>
        <translation>存储库已锁定</translation>
    </message>
    <message>
        <source>Unlock…</source>
        <translation>解锁…</translation>
    </message>
    <message>
        <source>The recovery points cannot be reached</source>
        <translation>无法访问恢复点</translation>
    </message>
    <message>
        <source>The recovery points cannot be shown</source>
        <translation>无法显示恢复点</translation>
    </message>
    <message>
        <source>If they are kept on a drive, plug it in and try again.</source>
        <translation>如果它们保存在移动硬盘上，请接上硬盘后重试。</translation>
    </message>
</context>
<context>
    <name>TimelineStrip</name>
    <message>
        <source>Full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>Differential</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Incremental</source>
        <translation>增量</translation>
    </message>
    <message>
        <source>Safety</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>now</source>
        <extracomment>The present moment on the time axis.</extracomment>
        <translation>现在</translation>
    </message>
    <message>
        <source>d MMM</source>
        <extracomment>A day and its month on the time axis, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>yyyy</source>
        <extracomment>A year on the time axis, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation>yyyy年</translation>
    </message>
    <message>
        <source>MMM yyyy</source>
        <extracomment>A month and its year beside the time axis, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation>yyyy年M月</translation>
    </message>
    <message>
        <source>Recovery points along a line of time</source>
        <translation>时间线上的恢复点</translation>
    </message>
    <message numerus="yes">
        <source>%Ln recovery point(s) from {start} to {end}. Zoom in to see each.</source>
        <translation>
            <numerusform>{start} 至 {end} 有 %Ln 个恢复点。放大可逐个查看。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln backup(s) were due from {start} on and did not run, until {end}.</source>
        <translation>
            <numerusform>从 {start} 到 {end} 有 %Ln 次应做的备份没有运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>A backup was due on {start} and did not run.</source>
        <translation>{start} 应有一次备份，但没有运行。</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Resume the schedules</source>
        <translation>恢复自动备份</translation>
    </message>
    <message>
        <source>Open crmbackup</source>
        <translation>打开 crmbackup</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>crmbackup: {health}</source>
        <translation>crmbackup：{health}</translation>
    </message>
    <message>
        <source>No CRM is protected yet.</source>
        <translation>尚未保护任何 CRM。</translation>
    </message>
    <message>
        <source>Looking at the recovery points…</source>
        <translation>正在查看恢复点…</translation>
    </message>
    <message numerus="yes">
        <source>All %n CRM(s) are protected.</source>
        <translation>
            <numerusform>全部 %Ln 个 CRM 均已受保护。</numerusform>
        </translation>
    </message>
    <message>
        <source>{crm}: {health}</source>
        <translation>{crm}：{health}</translation>
    </message>
    <message>
        <source>Paused until {when}</source>
        <translation>已暂停，直到{when}</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Next backup: {when}</source>
        <translation>下次备份：{when}</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>For 4 hours</source>
        <translation>4 小时</translation>
    </message>
    <message>
        <source>Until tomorrow morning</source>
        <translation>到明天早上</translation>
    </message>
</context>
<context>
    <name>Trouble</name>
    <message>
        <source>Unlock…</source>
        <translation>解锁…</translation>
    </message>
    <message>
        <source>Sign in again…</source>
        <translation>重新登录…</translation>
    </message>
    <message>
        <source>Enter the password…</source>
        <translation>输入密码…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>UnlockDialog</name>
    <message>
        <source>Open the repository</source>
        <translation>打开存储库</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>UnlockForm</name>
    <message>
        <source>Passphrase or recovery code</source>
        <translation>密码短语或恢复码</translation>
    </message>
    <message>
        <source>&amp;Remember on this computer, so that backups run by themselves</source>
        <translation>在这台电脑上记住，以便自动备份(&amp;R)</translation>
    </message>
    <message>
        <source>Try the keyring again</source>
        <translation>再次尝试密钥环</translation>
    </message>
    <message>
        <source>&amp;Passphrase or recovery code</source>
        <translation>密码短语或恢复码(&amp;P)</translation>
    </message>
    <message>
        <source>Repository: {place}</source>
        <translation>存储库：{place}</translation>
    </message>
</context>
<context>
    <name>UnlockPage</name>
    <message>
        <source>Open the repository</source>
        <translation>打开存储库</translation>
    </message>
    <message>
        <source>Its recovery points are encrypted; the passphrase or the recovery code opens them.</source>
        <translation>其中的恢复点已加密；可用密码短语或恢复码打开。</translation>
    </message>
    <message>
        <source>Reading what the repository holds…</source>
        <translation>正在读取存储库的内容…</translation>
    </message>
</context>
<context>
    <name>WayPage</name>
    <message>
        <source>What would you like to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <source>Nothing happens to your CRM: it is only read.</source>
        <translation>您的 CRM 不会有任何变化：只会被读取。</translation>
    </message>
    <message>
        <source>Protect a CRM</source>
        <translation>保护一个 CRM</translation>
    </message>
    <message>
        <source>Choose the CRM, where its recovery points are kept, and how often. It takes a few minutes.</source>
        <translation>选择 CRM、恢复点的存放位置和备份频率，只需几分钟。</translation>
    </message>
    <message>
        <source>I already have a repository</source>
        <translation>我已有存储库</translation>
    </message>
    <message>
        <source>Recovery points of this or of another computer are there: see them, restore, go on.</source>
        <translation>已有这台或另一台电脑的恢复点：可查看、还原并继续使用。</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Protect the data of your customers</source>
        <translation>保护您的客户数据</translation>
    </message>
    <message>
        <source>crmbackup keeps recovery points of your CRM, so that you can bring back all of it, or a single customer, as it was at any of them. It reads every record back before it says that it is done.</source>
        <translation>crmbackup 保存您的 CRM 的恢复点，让您可以把整个 CRM 或某一位客户恢复到任一恢复点时的样子。它会回读每一条记录，确认无误后才告诉您已完成。</translation>
    </message>
    <message>
        <source>Protect a CRM…</source>
        <translation>保护一个 CRM…</translation>
    </message>
    <message>
        <source>You already have a repository? The guide opens it, too.</source>
        <translation>已有存储库？向导也可以打开它。</translation>
    </message>
</context>
<context>
    <name>WhatPage</name>
    <message>
        <source>What shall come back?</source>
        <translation>要还原什么？</translation>
    </message>
    <message>
        <source>All of the CRM as it was, or only what you miss.</source>
        <translation>还原整个 CRM 当时的样子，或只还原您缺少的内容。</translation>
    </message>
    <message>
        <source>The whole CRM</source>
        <translation>整个 CRM</translation>
    </message>
    <message>
        <source>Some parts</source>
        <translation>部分内容</translation>
    </message>
    <message>
        <source>Some records</source>
        <translation>部分记录</translation>
    </message>
    <message>
        <source>Only some fields</source>
        <translation>仅部分字段</translation>
    </message>
    <message>
        <source>Choose fields…</source>
        <translation>选择字段…</translation>
    </message>
    <message>
        <source>What the recovery point holds</source>
        <translation>恢复点的内容</translation>
    </message>
    <message>
        <source>Looking into the recovery point…</source>
        <translation>正在查看恢复点…</translation>
    </message>
    <message>
        <source>All {records} in {parts}, as they were {when}.</source>
        <translation>{parts}中的全部 {records}，即 {when} 时的样子。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln part(s) of the CRM</source>
        <translation>
            <numerusform>CRM 的 %Ln 个部分</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhenPage</name>
    <message>
        <source>Back to when?</source>
        <translation>恢复到何时的样子？</translation>
    </message>
    <message>
        <source>Choose the recovery point to bring back.</source>
        <translation>请选择要还原的恢复点。</translation>
    </message>
    <message>
        <source>A recovery point from the list</source>
        <translation>从列表中选择恢复点</translation>
    </message>
    <message>
        <source>As it was on</source>
        <translation>指定日期和时间</translation>
    </message>
    <message>
        <source>The newest one that is intact</source>
        <translation>最新的完好恢复点</translation>
    </message>
    <message>
        <source>Look for it</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Look for the newest intact recovery point</source>
        <translation>查找最新的完好恢复点</translation>
    </message>
    <message>
        <source>Looking at the recovery points…</source>
        <translation>正在查看恢复点…</translation>
    </message>
    <message>
        <source>There is no recovery point of this CRM yet. Back it up first.</source>
        <translation>此 CRM 尚无恢复点。请先备份。</translation>
    </message>
    <message>
        <source>Looking for the newest intact recovery point</source>
        <translation>正在查找最新的完好恢复点</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>This recovery point is damaged and cannot be read. Choose another one.</source>
        <translation>此恢复点已损坏，无法读取。请选择另一个。</translation>
    </message>
    <message>
        <source>Chosen: {when}, {strategy}, {records}.</source>
        <translation>已选：{when}，{strategy}，{records}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything that it needs was read just now, and is intact. Nothing newer is lost.</source>
        <translation>刚刚读取了它所需的全部内容，均完好。没有丢失更新的内容。</translation>
    </message>
    <message>
        <source>A check found it damaged, so that restoring it may fail. The newest one that is intact may help.</source>
        <translation>检查发现它已损坏，还原可能失败。可改用最新的完好恢复点。</translation>
    </message>
</context>
<context>
    <name>WherePage</name>
    <message>
        <source>Where shall it go?</source>
        <translation>还原到哪里？</translation>
    </message>
    <message>
        <source>This is exactly where the program will write, and nowhere else.</source>
        <translation>程序只会写入这里显示的位置，不会写入其他任何地方。</translation>
    </message>
    <message>
        <source>Into the same CRM</source>
        <translation>还原到同一个 CRM</translation>
    </message>
    <message>
        <source>Into another CRM that is there already</source>
        <translation>还原到另一个已有的 CRM</translation>
    </message>
    <message>
        <source>Into a new place, where there is nothing yet</source>
        <translation>还原到一个空的新位置</translation>
    </message>
    <message>
        <source>Into files that other programs open, such as a spreadsheet</source>
        <translation>还原为其他程序能打开的文件，例如电子表格</translation>
    </message>
    <message>
        <source>{place}
Attachments: {files}</source>
        <translation>{place}
附件：{files}</translation>
    </message>
    <message>
        <source>What may happen there</source>
        <translation>允许的操作</translation>
    </message>
    <message>
        <source>Create records that are missing</source>
        <translation>新建缺少的记录</translation>
    </message>
    <message>
        <source>Put back records that have changed since</source>
        <translation>恢复此后更改过的记录</translation>
    </message>
    <message>
        <source>Remove records that the recovery point does not have</source>
        <translation>移除恢复点中没有的记录</translation>
    </message>
    <message>
        <source>Also empty fields that are empty in the recovery point</source>
        <translation>同时清空恢复点中为空的字段</translation>
    </message>
    <message>
        <source>Otherwise what somebody has entered there since is left alone.</source>
        <translation>否则保留之后在那里填写的内容。</translation>
    </message>
    <message>
        <source>One file is made for each table of the CRM; nothing that is there is replaced.</source>
        <translation>为 CRM 的每个表生成一个文件；不会替换任何现有文件。</translation>
    </message>
    <message>
        <source>The files are not encrypted: whoever has them can read them. Attachments are left out.</source>
        <translation>这些文件未加密：任何拿到的人都能阅读。不包含附件。</translation>
    </message>
    <message>
        <source>There is nothing yet, so everything is created.</source>
        <translation>该位置尚无内容，因此全部新建。</translation>
    </message>
    <message>
        <source>Single fields are only put back into records that are there.</source>
        <translation>个别字段只会恢复到现有记录中。</translation>
    </message>
    <message>
        <source>Records that were added since the recovery point will be removed.</source>
        <translation>恢复点之后新增的记录将被移除。</translation>
    </message>
    <message>
        <source>They are kept in a safety point first, so that you can undo it.</source>
        <translation>这些记录会先保存到安全点，因此您可以撤销。</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>today {time}</source>
        <translation>今天 {time}</translation>
    </message>
    <message>
        <source>yesterday {time}</source>
        <translation>昨天 {time}</translation>
    </message>
    <message>
        <source>tomorrow {time}</source>
        <translation>明天 {time}</translation>
    </message>
    <message>
        <source>d MMM</source>
        <extracomment>A date within this year, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>{day} {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%Ln 小时前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%Ln 天前</numerusform>
        </translation>
    </message>
    <message>
        <source>{day}, {date} {time}</source>
        <translation>{date} {day} {time}</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <extracomment>How a date is written, in the letters of Qt&apos;s QDate formats.</extracomment>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>about {number}</source>
        <extracomment>A number that is only known roughly.</extracomment>
        <translation>约 {number}</translation>
    </message>
    <message>
        <source> </source>
        <extracomment>What stands between two sentences; nothing in Chinese.</extracomment>
        <translation>​</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>What stands between two names of a list.</extracomment>
        <translation>、</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>1 秒以内</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%Ln 天</numerusform>
        </translation>
    </message>
    <message>
        <source>&lt; 1 s</source>
        <translation>&lt; 1 秒</translation>
    </message>
    <message>
        <source>{count} records/s</source>
        <translation>每秒 {count} 条记录</translation>
    </message>
    <message>
        <source>full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>incremental</source>
        <translation>增量</translation>
    </message>
    <message>
        <source>differential</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>done, with warnings</source>
        <translation>已完成，但有警告</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Undo of a restore</source>
        <translation>撤销还原</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Restore drill</source>
        <translation>还原演练</translation>
    </message>
    <message>
        <source>Tidying up</source>
        <translation>清理</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Rebuilding</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>Fresh full point</source>
        <translation>新的完整恢复点</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手动启动</translation>
    </message>
    <message>
        <source>to catch up</source>
        <translation>补做</translation>
    </message>
    <message>
        <source>on schedule</source>
        <translation>按计划</translation>
    </message>
    <message>
        <source>from the command line</source>
        <translation>来自命令行</translation>
    </message>
    <message>
        <source>in less than a minute</source>
        <translation>不到 1 分钟后</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message numerus="yes">
        <source>in %n minute(s)</source>
        <translation>
            <numerusform>%Ln 分钟后</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%Ln 分钟前</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Working</name>
    <message>
        <source>How far it is</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Comparing {part}</source>
        <translation>正在比较：{part}</translation>
    </message>
    <message>
        <source>Rehearsing what goes: {part}</source>
        <translation>正在演练移除：{part}</translation>
    </message>
    <message>
        <source>Rehearsing what is written: {part}</source>
        <translation>正在演练写入：{part}</translation>
    </message>
    <message>
        <source>Reading back {part}</source>
        <translation>正在回读：{part}</translation>
    </message>
    <message>
        <source>Reading {part}</source>
        <translation>正在读取：{part}</translation>
    </message>
</context>
<context>
    <name>ZoomButtons</name>
    <message>
        <source>Year</source>
        <translation>年</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>月</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>周</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日</translation>
    </message>
    <message>
        <source>Show a {length}</source>
        <translation>显示一{length}</translation>
    </message>
</context>
</TS>
