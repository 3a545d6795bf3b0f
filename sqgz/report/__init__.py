"""From results to what is handed in: the Word report, its living numbers, the workbook and the pages."""
