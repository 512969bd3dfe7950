// Checks what docfx does not: dotnet run build/CheckSite.cs -- FOLDER-WITH-THE-SITE

#:property GenerateDocumentationFile=true
#:property PublishAot=false

using System.Net;
using System.Text.RegularExpressions;

if (args.Length != 1 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine("Usage: dotnet run build/CheckSite.cs -- FOLDER-WITH-THE-SITE");
    return 2;
}

string root = Path.GetFullPath(args[0]);
var failures = new List<string>();
Dictionary<string, string> pages = Directory.GetFiles(root, "*.html", SearchOption.AllDirectories).ToDictionary(Path.GetFullPath, File.ReadAllText);
Dictionary<string, HashSet<string>> anchors = pages.ToDictionary(page => page.Key, page => AnchorsOf(page.Value));

int links = 0, members = 0;
foreach (var (path, html) in pages)
{
    string name = Path.GetRelativePath(root, path);
    foreach (Match match in Patterns.Reference().Matches(html))
        CheckReference(name, path, match.Groups["attribute"].Value, WebUtility.HtmlDecode(match.Groups["target"].Value));
    if (name.StartsWith("api" + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        CheckReferencePage(name, html);
}

string sideBar = pages.GetValueOrDefault(Path.Combine(root, "site", "toc.html"), "");
foreach (string page in Directory.GetFiles(root, "*.html").Select(path => Path.GetFileName(path)).Except(["index.html", "toc.html", "CONTRIBUTING.html"]))
{
    if (!sideBar.Contains($"\"../{page}\"", StringComparison.Ordinal))
        failures.Add($"{page} has no line in docs/site/toc.yml, so that nobody finds it.");
}

foreach (string failure in failures.Distinct().Order())
    Console.Error.WriteLine(failure);
Console.WriteLine(failures.Count == 0
    ? $"{pages.Count} pages, {links:N0} links and pictures, {members:N0} members with their parameters and results: nothing is missing."
    : $"{failures.Count} fault(s) in the site.");
return failures.Count == 0 ? 0 : 1;

void CheckReference(string name, string path, string attribute, string target)
{
    if (Uri.TryCreate(target, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" or "mailto")
    {
        // A link may leave the site; what a page needs to be shown may not.
        if (attribute == "src")
            failures.Add($"{name}: loads {target} from elsewhere.");
        return;
    }

    links++;
    string[] parts = target.Split('#', 2);
    string file = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(parts[0].Split('?')[0])));
    if (!File.Exists(file) && !File.Exists(Path.Combine(file, "index.html")))
        failures.Add($"{name}: {target} leads to no file.");
    else if (parts.Length == 2 && parts[1].Length > 0 && anchors.TryGetValue(file, out HashSet<string>? known) && !known.Contains(Uri.UnescapeDataString(parts[1])))
        failures.Add($"{name}: {target} leads to a page without that place.");
}

// Headings, and what stands below each until the next one.
void CheckReferencePage(string name, string html)
{
    MatchCollection headings = Patterns.Heading().Matches(html);
    for (int i = 0; i < headings.Count; i++)
    {
        members++;
        string text = html[headings[i].Index..(i + 1 < headings.Count ? headings[i + 1].Index : html.Length)];
        string member = WebUtility.HtmlDecode(headings[i].Groups["id"].Value);
        if (Patterns.EmptySummary().IsMatch(text))
            failures.Add($"{name}: {member} has no summary.");
        foreach (Match section in Patterns.Section().Matches(text))
        {
            foreach (Match item in Patterns.EmptyItem().Matches(section.Groups["items"].Value))
                failures.Add($"{name}: {member} does not explain {Patterns.Tag().Replace(item.Groups["what"].Value, "").Trim()} ({section.Groups["title"].Value}).");
        }
    }
}

static HashSet<string> AnchorsOf(string html) => [.. Patterns.Anchor().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups["id"].Value))];

internal static partial class Patterns
{
    [GeneratedRegex("""<(?:a|img|link|script)\b[^>]*?\s(?<attribute>href|src)="(?<target>[^"]*)"|<meta name="docfx:(?:navrel|tocrel)" (?<attribute>content)="(?<target>[^"]*)">""")]
    public static partial Regex Reference();

    [GeneratedRegex("\\s(?:id|name)=\"(?<id>[^\"]*)\"")]
    public static partial Regex Anchor();

    [GeneratedRegex("<h[13] id=\"[^\"]*\" data-uid=\"(?<id>[^\"]*)\"")]
    public static partial Regex Heading();

    [GeneratedRegex("""<div class="markdown (?:level[01] )?summary">\s*</div>""")]
    public static partial Regex EmptySummary();

    [GeneratedRegex("""<h4 class="section">(?<title>Parameters|Returns|Type Parameters|Exceptions)</h4>\s*<dl class="parameters">(?<items>.*?)</dl>""", RegexOptions.Singleline)]
    public static partial Regex Section();

    [GeneratedRegex("""<dt>(?<what>(?:(?!</dt>).)*)</dt>\s*<dd>\s*</dd>""", RegexOptions.Singleline)]
    public static partial Regex EmptyItem();

    [GeneratedRegex("<[^>]*>")]
    public static partial Regex Tag();
}
